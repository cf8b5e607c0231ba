"""The speech process, as far as it is ours: what it may say, and what happens when it says nothing."""

from __future__ import annotations

import json
import sys

import pytest
from visio.transcripts import process
from visio.transcripts.process import Patience, SpeechFailed

PATIENT = Patience(silence=60, whole=60)
RESULT = {
    "language": "en",
    "engine": {"name": "Whisper", "model": "base", "digest": "0"},
    "speakers": [{"id": "p", "name": "Ana", "participant": "p"}],
    "turns": [{"speaker": "p", "start": 0, "end": 1, "language": "en", "words": [[0, 1, "hello", 0.5]]}],
}


@pytest.fixture
def engine(tmp_path):
    """Runs a program in place of the engine. It has `say` for lines, and `task` and `made` for its files."""

    def run(program, patience=PATIENT, heard=None, key=""):
        script = tmp_path / "engine.py"
        script.write_text(
            "import json, sys, time, os, signal\n"
            "task, made = sys.argv[1:]\n"
            "def say(**line): print(json.dumps(line), flush=True)\n"
            f"RESULT = json.loads({json.dumps(json.dumps(RESULT))})\n" + program
        )
        told = heard if heard is not None else []
        command = [sys.executable, str(script)]
        return process.run({"tracks": []}, tmp_path, patience=patience, progress=told.append, key=key, command=command)

    return run


def reason(engine, program, patience=PATIENT):
    with pytest.raises(SpeechFailed) as failure:
        engine(program, patience)
    return failure.value.code, failure.value.again


FINISH = "json.dump(RESULT, open(made, 'w')); say(done=True)\n"


def test_a_finished_job_gives_its_text_and_its_progress(engine):
    heard: list[float] = []
    result = engine("say(percent=12.5); say(percent=900); say(percent='x'); print('noise');" + FINISH, heard=heard)
    assert ([turn.text for turn in result.turns], heard) == (["hello"], [12.5, 100.0])


def test_the_description_can_be_read_by_its_owner_alone(engine):
    program = "assert os.stat(task).st_mode & 0o77 == 0 and json.load(open(task)) == {'tracks': []};" + FINISH
    assert engine(program).turns


def test_the_key_of_a_server_stands_in_no_file(engine, tmp_path):
    program = "assert os.environ['VISIO_SPEECH_KEY'] == 'hush-hush';" + FINISH
    assert engine(program, key="hush-hush").turns
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".json" and "hush-hush" in path.read_text()]


@pytest.mark.parametrize(
    ("program", "code", "again"),
    [
        ("say(failed='speech-model-missing', detail='x')", "speech-model-missing", False),
        ("say(failed='speech-engine-late')", "speech-engine-late", True),
        ("say(failed='<b>anything</b>')", "speech-failed", False),
        ("sys.exit(3)", "speech-crashed", True),
        ("os.kill(os.getpid(), signal.SIGKILL)", "speech-crashed", True),
        ("say(done=True)", "speech-engine-confused", False),
        ("open(made, 'w').write('[]'); say(done=True)", "speech-engine-confused", False),
        ("print('[' * 100_000); sys.exit(0)", "speech-crashed", True),
    ],
)
def test_a_job_that_fails_says_why_and_whether_another_try_may_help(engine, program, code, again):
    assert reason(engine, program) == (code, again)


def test_an_engine_that_says_nothing_is_ended(engine):
    assert reason(engine, "time.sleep(600)", Patience(silence=0.1, whole=60)) == ("speech-stuck", True)


def test_an_engine_that_never_ends_is_ended_though_it_talks(engine):
    endless = "while True: say(percent=1)"
    assert reason(engine, endless, Patience(silence=60, whole=0.3)) == ("speech-stuck", True)


def test_an_engine_that_is_done_but_stays_is_ended(engine):
    assert reason(engine, FINISH + "time.sleep(600)", Patience(silence=0.5, whole=60)) == ("speech-stuck", True)


def test_time_in_which_the_job_was_frozen_does_not_count():
    waiting = process.Waiting(20 * process.STEP_SECONDS)
    assert not waiting.add(3_600)
