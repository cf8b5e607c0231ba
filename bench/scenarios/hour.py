"""The text of an hour in which ten people talk, from the files that a recorder leaves."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from visio_speech.audio import SAMPLE_RATE
from visio_speech.evaluate import prompts
from visio_speech.evaluate.attribution import attribution
from visio_speech.evaluate.synthetic import SyntheticMeeting, Utterance, meeting

from bench.finished import describe, track
from bench.report import Report

PIECES = 6
PIECE_SECONDS = 600.0
PEOPLE = {f"{language}{number}": language for language in ("en", "fr") for number in range(5)}


def measure() -> Report:
    """The text of an hour in which ten people talk, from the files that a recorder leaves."""
    report = Report("An hour of ten people", ["what", "figure", "target"])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        said = record(folder)
        seconds = max(one.end for one in said)
        spoken = sum(one.end - one.start for one in said)
        wall, used = transcribed(folder)
        words = words_of(json.loads((folder / "result.json").read_text()))
    right = attribution(said, words).share
    report.rows += [
        ["meeting · speech in it", f"{seconds / 60:.1f} · {spoken / 60:.1f} min", ""],
        ["text made after", f"{wall / 60:.1f} min", "≤ 15 min"],
        ["processor time, all threads", f"{used / 60:.1f} min", ""],
        ["words under the right name", f"{right:.2%}", "≥ 99 %"],
    ]
    report.notes.append(
        "Ten tracks of Opus at 24 kbit/s, five people who speak English and five French (Debian's prompts, shared out),"
        " in turns, 20 % overlap, leakage of −25 dB 30 ms late on every track. The job runs as the worker runs it, with"
        " two threads."
    )
    for what, figure, _ in report.rows:
        print(f"  {what}: {figure}", flush=True)
    return report


def record(folder: Path) -> list[Utterance]:
    """Writes a finished part with a track for each person; returns who says what when."""
    spoken = {language: prompts.prompts(language) for language in ("en", "fr")}
    # Five people share the sentences of a language.
    voices = {name: spoken[language][int(name[-1]) :: 5] for name, language in PEOPLE.items()}
    said: list[Utterance] = []
    at = 0.0
    with ExitStack() as encoders:
        inputs = {name: encoders.enter_context(encoder(folder / f"{name}.webm")) for name in PEOPLE}
        for seed in range(PIECES):
            made = meeting(voices, seed=seed, seconds=PIECE_SECONDS, leakage_db=-25, delay=0.03)
            write(inputs, made)
            said += [Utterance(one.speaker, at + one.start, at + one.end, one.text) for one in made.utterances]
            at += made.seconds
        for process in inputs.values():
            process.communicate()
    describe(folder, at, [track(who, who, who, "audio", "microphone", f"{who}.webm", at) for who in PEOPLE])
    return said


def encoder(target: Path) -> subprocess.Popen[bytes]:
    source = f"-f f32le -ar {SAMPLE_RATE} -ac 1 -i -"
    command = f"ffmpeg -v error {source} -c:a libopus -application voip -b:a 24k {target}"
    return subprocess.Popen(command.split(), stdin=subprocess.PIPE)


def write(inputs: dict[str, subprocess.Popen[bytes]], made: SyntheticMeeting) -> None:
    for name, process in inputs.items():
        assert process.stdin is not None
        process.stdin.write(made.tracks[name].tobytes())


def transcribed(folder: Path) -> tuple[float, float]:
    """Seconds on the wall, and of processors, that the job took."""
    tracks = [{"part": 0, "track": name, "speaker": name, "name": name, "language": of} for name, of in PEOPLE.items()]
    parts = [{"folder": str(folder), "offset": 0.0}]
    (folder / "task.json").write_text(json.dumps({"parts": parts, "tracks": tracks, "engine": {"threads": 2}}))
    command = [sys.executable, "-m", "visio_speech.transcribe.job", str(folder / "task.json")]
    wall, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*command, str(folder / "result.json")], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - wall, used


def words_of(result: dict[str, Any]) -> list[tuple[str, float, str]]:
    """Who said each word, in the middle of its time."""
    words: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for turn in result["turns"]:
        words[turn["speaker"]] += [((start + end) / 2, text) for start, end, text, _ in turn["words"]]
    return [(speaker, at, text) for speaker, spoken in words.items() for at, text in spoken]
