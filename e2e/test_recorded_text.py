"""People speak known sentences; their recording, its text and what can be taken away from it."""

import json
import subprocess
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from e2e.conftest import Guests
from e2e.media import CHLOE, LEA, MALIK
from e2e.meeting import enter, leave, sign_in
from e2e.people import Person
from e2e.product import Account, Product
from e2e.recorded import RATE_HZ, colours, decoded, goes_on, imported, is_written, ready, text_of
from e2e.test_recording import RUNNING, answer, choose, record, under_way
from e2e.waiting import until

SPEAKS_OF_MONEY = replace(LEA, says="We have to cut the budget of the city by ten percent this year.")
SPEAKS_OF_CHILDREN = replace(MALIK, says="I do not agree. The children need more money for the winter.")
SPEAKS_OF_A_BRIDGE = replace(CHLOE, says="The railway bridge is broken, and nobody repairs the bridge.")


def test_a_meeting_is_read_searched_played_and_taken_along(
    product: Product, organiser: Account, people: Guests, tmp_path: Path
) -> None:
    """Scenarios 28, 29 and 32: captions, the text and the film hold what each said, and nothing of her who declined."""
    code = organiser.room(access="public", title="Budget")
    lea, malik, chloe = (people.chromium(face) for face in (SPEAKS_OF_MONEY, SPEAKS_OF_CHILDREN, SPEAKS_OF_A_BRIDGE))
    sign_in(lea, organiser)
    enter(lea, product, code)
    for person in (malik, chloe):
        enter(person, product, code, name=person.name)
    chloe.click("button", "Turn off microphone")
    chloe.click("button", "Turn on captions", limit_s=60)
    reads_said(chloe, {LEA.name: "city", MALIK.name: "children"})
    chloe.click("button", "Turn off captions")
    chloe.click("button", "Turn on microphone")
    record(lea)
    answer(malik, "Accept")
    answer(chloe, "Stay without being recorded")
    lea.finds(RUNNING)
    recorded = under_way(organiser)
    is_written(product, recorded, files=4)
    # Each says a whole sentence alone, twice: a recogniser does not tell apart voices that are mixed in the film.
    malik.click("button", "Turn off microphone")
    goes_on(product, recorded, files=3, by=60_000)
    malik.click("button", "Turn on microphone")
    lea.click("button", "Turn off microphone")
    goes_on(product, recorded, files=3, by=60_000)
    choose(lea, "Stop the recording")
    lea.finds_no("[data-recording]")
    for person in (chloe, malik, lea):
        leave(person)
    recording = ready(organiser, code)["id"]
    text = text_of(organiser, recording, limit_s=400)

    said = by_speaker(text)
    assert "city" in said[LEA.name]
    assert "children" in said[MALIK.name]
    assert set(said) == {LEA.name, MALIK.name}
    assert "bridge" not in str(text)

    lea.open(product.link(f"recordings/{recording}"))
    lea.has("button", "Play", limit_s=30)
    lea.fill("Search the transcript", "city")
    until("what was found is counted", lambda: "1 of" in lea.text())
    word = first_word(text, "city")
    lea.evaluate(
        "(words) => { const word = [...document.querySelectorAll('[data-word]')]"
        ".find((one) => one.textContent.toLowerCase().includes(words)); word.tabIndex = 0; word.focus(); }",
        "city",
    )
    lea.press("Enter")
    until("the player is at the word", lambda: abs(position(lea) - word[0]) <= 0.3, explain=lambda: position(lea))
    assert organiser.get("recordings?search=children")["items"][0]["id"] == recording

    texts_parse(organiser, recording)
    film = composed(organiser, recording, tmp_path / "meeting.mp4")
    assert {"video", "audio"} <= streams_of(film)
    assert colours(film, [LEA, MALIK, CHLOE]) == {LEA.name, MALIK.name}
    everything = said_in(organiser, film, "video/mp4")
    assert not any(word in everything for word in ("railway", "bridge", "repairs"))
    for name, expected in ((LEA.name, "city"), (MALIK.name, "children")):
        places = [longest_alone(organiser, recording, name), *stretches(text, name)[:3]]
        cuts = [sound_of(film, tmp_path / f"{expected}-{at}.m4a", *place) for at, place in enumerate(places)]
        heard = any(expected in said_in(organiser, cut, "audio/mp4") for cut in cuts)
        assert heard, (name, places, levels(film))


def reads_said(person: Person, said: dict[str, str]) -> None:
    """Waits until there was a caption of each name with the word, at any time."""
    missing = dict(said)
    last: list[str] = []

    def look() -> bool:
        nonlocal last
        last = person.evaluate("() => [...document.querySelectorAll('[data-segment]')].map((one) => one.textContent)")
        for name, word in list(missing.items()):
            if any(line.startswith(name) and word in line.lower() for line in last):
                del missing[name]
        return not missing

    until(f"{person.name} reads who says what", look, limit_s=120, explain=lambda: (missing, last))


def by_speaker(text: dict[str, Any]) -> dict[str, str]:
    """Everything that each speaker said, by name, in lower case."""
    names = {speaker["id"]: speaker["name"] for speaker in text["speakers"]}
    said: dict[str, str] = {}
    for turn in text["turns"]:
        words = " ".join(word[2] for word in turn["words"]).lower()
        said[names[turn["speaker"]]] = f"{said.get(names[turn['speaker']], '')} {words}"
    return said


def first_word(text: dict[str, Any], part: str) -> list[Any]:
    return next(word for turn in text["turns"] for word in turn["words"] if part in word[2].lower())


def position(person: Person) -> float:
    """Where the player stands, in seconds."""
    return float(person.evaluate("() => document.querySelector('input[type=range][aria-label=Position]').value"))


def texts_parse(account: Account, recording: str) -> None:
    """Each format is what it says it is. (Their content is tested with the exports.)"""
    files: dict[str, bytes] = {}
    for name in ("vtt", "srt", "json", "md", "txt", "docx"):
        answer = account.http.get(f"recordings/{recording}/transcript/export?format={name}")
        answer.raise_for_status()
        assert answer.headers["content-disposition"].startswith("attachment")
        files[name] = answer.content
    assert files["vtt"].startswith(b"WEBVTT") and b"-->" in files["vtt"]
    assert files["srt"].startswith(b"1\n00:00:")
    assert json.loads(files["json"])["turns"]
    assert files["md"].startswith(b"# Budget")
    assert files["docx"].startswith(b"PK")


def composed(account: Account, recording: str, out: Path) -> Path:
    """One film of the meeting, downloaded."""
    file = str(account.post(f"recordings/{recording}/files", layout="grid")["id"])
    last: dict[str, Any] = {}

    def look() -> bool:
        nonlocal last
        last = next(one for one in account.get(f"recordings/{recording}/files")["items"] if one["id"] == file)
        return last["state"] == "ready"

    until("the film is made", look, limit_s=400, poll_s=1, explain=lambda: last)
    url = str(account.get(f"recordings/{recording}/download/{file}")["url"])
    out.write_bytes(httpx.get(account.product.link(url), timeout=60, trust_env=False).raise_for_status().content)
    return out


def said_in(account: Account, file: Path, kind: str) -> str:
    """The text of a file that is brought, in lower case, with everything that is told of it."""
    return str(text_of(account, imported(account, file, kind, language="en"), limit_s=400)).lower()


def longest_alone(account: Account, recording: str, name: str) -> tuple[float, float]:
    """Where only this person's microphone is on for longest, in seconds of the recording."""
    clips = [one for one in account.get(f"recordings/{recording}/timeline")["clips"] if one["kind"] == "audio"]
    alone = [(float(start), float(end)) for clip in clips if clip["name"] == name for start, end in clip["spans"]]
    for clip in clips:
        for start, end in clip["spans"] if clip["name"] != name else ():
            alone = [
                part
                for left, right in alone
                for part in ((left, min(right, start)), (max(left, end), right))
                if part[0] < part[1]
            ]
    return max(alone, key=lambda part: part[1] - part[0])


def stretches(text: dict[str, Any], name: str) -> list[tuple[float, float]]:
    """Where only this person says something, by the text, with half a second around; the longest first."""
    names = {speaker["id"]: speaker["name"] for speaker in text["speakers"]}
    words = sorted(
        (float(word[0]), float(word[1]), names[turn["speaker"]]) for turn in text["turns"] for word in turn["words"]
    )
    runs = [list(group) for speaker, group in groupby(words, key=lambda word: word[2]) if speaker == name]
    found = [(max(0.0, run[0][0] - 0.5), run[-1][1] + 0.5) for run in runs]
    return sorted(found, key=lambda one: one[0] - one[1])


def sound_of(film: Path, out: Path, start: float, end: float) -> Path:
    """What is heard there."""
    cut = ["ffmpeg", "-loglevel", "error", "-ss", str(start), "-i", str(film), "-t", str(end - start)]
    subprocess.run([*cut, "-vn", "-c:a", "copy", str(out)], check=True)
    return out


def levels(film: Path) -> list[int]:
    """How loud each second is, in dB."""
    samples = decoded(film)
    seconds = [samples[at : at + RATE_HZ] for at in range(0, len(samples), RATE_HZ)]
    return [round(20 * float(np.log10(np.sqrt(np.mean(second**2)) + 1e-6))) for second in seconds]


def streams_of(film: Path) -> set[str]:
    """Kinds of what is in it, as ffprobe reads it."""
    probe = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_type", "-of", "json", str(film)]
    made: dict[str, Any] = json.loads(subprocess.run(probe, capture_output=True, check=True).stdout)
    return {stream["codec_type"] for stream in made["streams"]}
