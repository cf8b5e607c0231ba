"""Transcripts with the model in the box: fixed prompts, a meeting whose truth is known, who speaks in a mix."""

import resource
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from visio_speech import weights
from visio_speech.activity.silero import Silero
from visio_speech.audio import SAMPLE_RATE
from visio_speech.diarize.engine import OnnxDiarizer
from visio_speech.evaluate import prompts
from visio_speech.evaluate.attribution import attribution
from visio_speech.evaluate.diarization import diarization_error
from visio_speech.evaluate.prompts import Prompt
from visio_speech.evaluate.rates import Errors, speaker_errors, word_errors
from visio_speech.evaluate.synthetic import SyntheticMeeting, meeting
from visio_speech.evaluate.text import normalized
from visio_speech.meeting import Meeting
from visio_speech.tracks import HeldSound, Track
from visio_speech.transcribe.whisper import Whisper
from visio_speech.transcribe.whisper_model import WhisperModel

from bench.report import Report

MEETING_SECONDS = 600.0
# Four people who speak four languages: nothing but the voice tells them apart. Collar 0, overlap scored.
FOLDERS = {"fr": "fr_CA_f_June", "en": "en_US_f_Allison", "it": "it_IT_m_Carlo", "ru": "ru_RU_f_IvrvoiceRU"}


def measure() -> Report:
    """Transcripts with the model in the box: fixed prompts, a meeting whose truth is known, who speaks in a mix."""
    report = Report("Transcripts", ["what", "figure", "target", "sound s", "wall s", "processor s"])
    whisper = Whisper(WhisperModel(weights.embedded_whisper(), threads=2))
    for language, most in (("fr", "18 %"), ("en", "5 %")):
        fixed_prompts(report, whisper, language, most)
    separate_tracks(report, whisper)
    diarization(report)
    report.notes.append(
        "Prompts: all sentences of five words or more of Debian's asterisk-core-sounds, in a row with pauses of 0.6 s."
        f" Meeting: seeded, {MEETING_SECONDS:.0f} s, an English and a French voice in turns, 20 % overlap, leakage of"
        " −25 dB 30 ms late, each voice a track. Mix: four voices, 10 % overlap; collar 0, overlap scored."
        " Processor seconds are of all threads: half of them is what two idle processors would take."
    )
    return report


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the wall, and seconds of processors in this process."""
    wall, used = time.monotonic(), processor_seconds()
    work()
    return time.monotonic() - wall, processor_seconds() - used


def processor_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def fixed_prompts(report: Report, whisper: Whisper, language: str, most: str) -> None:
    pcm, text = prompts.in_a_row(prompts.prompts(language))
    said: list[str] = []

    def work() -> None:
        found = whisper.transcribe(pcm, language=language, clips=Silero().segments(pcm))
        said.extend(segment.text for segment in found)

    wall, used = timed(work)
    rate = word_errors(normalized(text), normalized(" ".join(said))).rate
    add(report, f"word errors, prompts, {language}", f"{rate:.1%}", f"≤ {most}", len(pcm) / SAMPLE_RATE, wall, used)


def separate_tracks(report: Report, whisper: Whisper) -> None:
    languages = {"Allison": "en", "June": "fr"}
    voices = {name: prompts.prompts(language) for name, language in languages.items()}
    made = meeting(voices, seed=5, seconds=MEETING_SECONDS, overlapped=0.2, leakage_db=-25, delay=0.03)
    tracks = [Track(name, name, name, HeldSound(pcm), languages[name]) for name, pcm in made.tracks.items()]
    job = Meeting(tracks, whisper, Silero(), OnnxDiarizer())
    turns: list[tuple[str, list[tuple[float, str]]]] = []

    def work() -> None:
        turns.extend(
            (turn.speaker, [((word.start + word.end) / 2, word.text) for word in turn.words])
            for turn in job.transcript().turns
        )

    wall, used = timed(work)
    words = [(speaker, at, text) for speaker, said in turns for at, text in said]
    add(
        report,
        f"words under the right name, {made.overlap():.0%} overlap",
        f"{attribution(made.utterances, words).share:.2%}",
        "≥ 99 %",
        made.seconds,
        wall,
        used,
    )
    joint, alone = meeting_errors(made, words), single_errors(made, whisper, languages)
    add(report, "cpWER of the meeting", f"{joint.rate:.1%}", f"≤ {alone.rate + 0.01:.1%} (each voice alone, + 1 point)")
    minutes = used / 2 / made.seconds * 60
    add(report, "an hour of such a meeting on two processors", f"{minutes:.1f} min (scaled)", "≤ 15 min")


def meeting_errors(made: SyntheticMeeting, words: Sequence[tuple[str, float, str]]) -> Errors:
    said: dict[str, list[str]] = defaultdict(list)
    for speaker, _, text in words:
        said[speaker] += normalized(text)
    return speaker_errors({name: normalized(made.text(name)) for name in made.clean}, said)


def single_errors(made: SyntheticMeeting, whisper: Whisper, languages: Mapping[str, str]) -> Errors:
    total = Errors(0)
    for name, pcm in made.clean.items():
        found = whisper.transcribe(pcm, language=languages[name], clips=Silero().segments(pcm))
        total += word_errors(normalized(made.text(name)), normalized(" ".join(segment.text for segment in found)))
    return total


def diarization(report: Report) -> None:
    voices = {name: four_voices(folder) for name, folder in FOLDERS.items()}
    made = meeting(voices, seed=1, seconds=180, overlapped=0.1)
    diarizer = OnnxDiarizer()
    turns = diarizer.diarize(made.mix[: 10 * SAMPLE_RATE])  # the first call loads code and is not counted

    def work() -> None:
        turns[:] = diarizer.diarize(made.mix)

    wall, used = timed(work)
    error = diarization_error(made.turns(), turns)
    found = len({turn.speaker for turn in turns})
    what = f"diarization error of a mix, {len(voices)} voices ({found} found)"
    add(report, what, f"{error.rate:.1%}", "< 12 %", made.seconds, wall, used)


def four_voices(folder: str) -> list[Prompt]:
    path = Path("/usr/share/asterisk/sounds") / folder
    return prompts.recordings(path, shortest=2.0, longest=9.0, most=40)


def add(report: Report, what: str, figure: str, target: str, *seconds: float) -> None:
    print(f"  {what}: {figure}", flush=True)
    times = [f"{value:.0f}" for value in seconds] or ["–"] * 3
    report.rows.append([what, figure, target, *times])
