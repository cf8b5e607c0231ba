"""A text made by the real speech process, with an engine that says fixed words: everything but the model."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from visio.config import options
from visio.config.clock import now
from visio.jobs import queue
from visio.jobs.child import RunningJob
from visio.jobs.kinds import JobFailed
from visio.jobs.models import Job
from visio.recordings import signals
from visio.recordings.models import Origin, Part, Recording
from visio.storage.current import storage
from visio.transcripts.job import TRANSCRIBE, WORKPLACES
from visio.transcripts.models import Transcript

# Each starts the speech process.
pytestmark = pytest.mark.whole


@pytest.fixture(scope="session")
def voice(tmp_path_factory):
    """Some seconds of speech."""
    program = shutil.which("espeak-ng")
    if program is None:
        pytest.skip("espeak-ng is not installed")
    spoken = tmp_path_factory.mktemp("voice") / "spoken.wav"
    subprocess.run([program, "-w", str(spoken), "We cut the budget by ten percent this year."], check=True)
    return spoken


@pytest.fixture
def spoken(recording, voice):
    """The recording, with a file in which somebody speaks."""
    folder = storage().working(f"{recording.pk}/part-1")
    folder.mkdir(parents=True)
    shutil.copy(voice, folder / "t0.wav")
    track = {"id": "t0.wav", "file": "t0.wav", "participant": "lea", "name": "Léa", "kind": "audio"}
    Part.objects.update(manifest={"tracks": [track]}, offset=100.0)
    return recording


@pytest.fixture
def recogniser(monkeypatch):
    """A server with `/v1/audio/transcriptions`, named in the settings: what it was asked for is in `asked`."""

    class Server(HTTPServer):
        asked: list[tuple[str, str, bytes]]

    class Handler(BaseHTTPRequestHandler):
        server: Server

        def do_POST(self):
            form = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.asked.append((self.path, self.headers["Authorization"], form))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"text": "We cut the budget.", "language": "english"}).encode())

        def log_request(self, *_):
            pass

    server = Server(("127.0.0.1", 0), Handler)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    chosen = dataclasses.replace(
        options.current(),
        transcripts_engine="openai",
        transcripts_url=f"http://127.0.0.1:{server.server_port}/v1",
        transcripts_url_model="turbo",
        transcripts_key="k",
    )
    monkeypatch.setattr(options, "_current", chosen)
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def work(recording):
    """Does the job that was queued for the recording, as the worker's child does."""
    signals.ready.send(sender=Recording, recording=recording, now=now())
    job = queue.claim(now())
    assert job is not None
    TRANSCRIBE.run(RunningJob(job))
    return Transcript.objects.get()


def left_over():
    folder = options.current().data / WORKPLACES
    return list(folder.iterdir()) if folder.exists() else []


def test_speech_becomes_a_text_on_the_line_of_the_whole_recording(spoken, owner):
    work(spoken)
    read = owner.browser.get(f"recordings/{spoken.pk}/transcript").ok()
    assert (read["state"], read["version"], read["engine"]) == ("ready", 1, "scripted none")
    assert [(speaker["name"], speaker["participant"]) for speaker in read["speakers"]] == [("Léa", "lea")]
    words = [word for turn in read["turns"] for word in turn["words"]]
    assert [word[2] for word in words][:2] == ["one", "two"]
    assert 99.0 <= words[0][0] < 102.0
    assert left_over() == []


def test_a_server_that_the_operator_named_makes_the_text(recogniser, spoken, owner):
    work(spoken)
    read = owner.browser.get(f"recordings/{spoken.pk}/transcript").ok()
    assert (read["state"], read["engine"], read["language"]) == ("ready", "openai turbo", "en")
    assert [word[2] for turn in read["turns"] for word in turn["words"]] == ["We", "cut", "the", "budget."]
    [(path, key, form)] = recogniser.asked
    assert (path, key) == ("/v1/audio/transcriptions", "Bearer k")
    assert "Léa, Ana".encode() in form or "Ana, Léa".encode() in form, "the names of people are words to expect"


def test_a_silent_file_is_no_speech_and_no_failure(spoken):
    path = storage().working(f"{spoken.pk}/part-1") / "t0.wav"
    subprocess.run(["ffmpeg", "-y", "-loglevel", "error", "-f", "lavfi", "-i", "anullsrc", "-t", "3", path], check=True)
    transcript = work(spoken)
    assert (transcript.state, transcript.why) == ("impossible", "no-speech")


def test_nobody_who_accepted_is_no_failure(recording):
    Part.objects.update(manifest={"tracks": []})
    transcript = work(recording)
    assert (transcript.state, transcript.why) == ("impossible", "nobody-accepted")


def test_a_file_that_is_gone_fails_with_a_code(recording):
    track = {"id": "t0.wav", "file": "t0.wav", "participant": "lea", "name": "Léa", "kind": "audio"}
    Part.objects.update(manifest={"tracks": [track]})
    with pytest.raises(JobFailed, match="speech-audio-unreadable"):
        work(recording)
    assert left_over() == []


def test_sound_goes_when_only_the_text_was_wanted(spoken):
    Recording.objects.update(keep_sound=False)
    spoken.refresh_from_db()
    assert work(spoken).state == "ready"
    assert Job.objects.filter(kind="erase", subject=spoken.pk).exists()
    assert Part.objects.get().manifest is None


def test_an_imported_file_is_one_mix_of_voices_without_participants(spoken, owner):
    Recording.objects.update(origin=Origin.IMPORT, owner=owner.account)
    spoken.refresh_from_db()
    transcript = work(spoken)
    assert transcript.state == "ready"
    assert [(voice.participant, voice.name) for voice in transcript.voices.all()] == [("", "Speaker")]


def test_a_job_that_was_killed_is_done_again(spoken, clock):
    signals.ready.send(sender=Recording, recording=spoken, now=now())
    killed = queue.claim(now())
    assert killed is not None
    Transcript.objects.update(state="working")
    left = options.current().data / WORKPLACES / spoken.pk
    left.mkdir(parents=True)
    (left / "result.json").write_text("half a res")
    queue.ended(killed.pk, now())
    clock.advance(minutes=1)
    again = queue.claim(now())
    assert again is not None
    TRANSCRIBE.run(RunningJob(again))
    assert Transcript.objects.get().state == "ready"
    assert left_over() == []


def test_a_job_that_is_killed_each_time_is_given_up_and_said(spoken, owner, clock):
    signals.ready.send(sender=Recording, recording=spoken, now=now())
    for _ in range(queue.MOST_TRIES):
        job = queue.claim(now())
        assert job is not None
        Transcript.objects.update(state="working")
        queue.ended(job.pk, now())
        clock.advance(minutes=1)
    read = owner.browser.get(f"recordings/{spoken.pk}/transcript").ok()
    assert (read["state"], read["why"], read["can"]["retry"]) == ("failed", "job-died", True)


def test_a_job_that_was_called_off_meanwhile_does_nothing(spoken, owner):
    signals.ready.send(sender=Recording, recording=spoken, now=now())
    job = queue.claim(now())
    assert job is not None
    owner.browser.delete(f"recordings/{spoken.pk}/transcript/job").ok()
    TRANSCRIBE.run(RunningJob(job))
    assert Transcript.objects.get().state == "failed"
    assert left_over() == []
