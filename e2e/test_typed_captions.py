"""Captions that a person types, on an installation that recognises no speech."""

import pytest

from e2e.conftest import OUTPUT, Guests
from e2e.media import CHLOE, LEA, MALIK
from e2e.meeting import enter, participant, sign_in
from e2e.people import Person
from e2e.product import Account, Premises, Product
from e2e.waiting import until

LINES = "[data-captions]"


@pytest.fixture(scope="module")
def speechless(premises: Premises) -> Product:
    """An installation without speech recognition."""
    product = premises.start("--captions-engine", "none", "--transcripts-engine", "none")
    product.first_administrator()
    return product


@pytest.fixture(scope="module")
def host(speechless: Product) -> Account:
    return speechless.account(name=LEA.name, email="lea@example.org")


def choose(host: Person, name: str, item: str) -> None:
    """Something in the menu of somebody's tile."""
    tile = participant(host, name)
    host.evaluate("(id) => document.querySelector(`[data-tile='${id}']`).click()", tile)
    host.click("menuitem", item)


def test_a_captioner_types_what_others_read(speechless: Product, host: Account, people: Guests) -> None:
    code = host.room(access="public")
    lea, malik, chloe = people.chromium(LEA), people.chromium(MALIK), people.chromium(CHLOE)
    sign_in(lea, host)
    enter(lea, speechless, code)
    for person in (malik, chloe):
        enter(person, speechless, code, name=person.name)
    malik.has("button", "Turn on captions")
    reason = malik.attribute("[aria-label='Turn on captions'][aria-disabled]", "title")
    assert reason is not None and reason.startswith("This server has no speech recognition.")

    choose(lea, CHLOE.name, f"Make {CHLOE.name} captioner")
    chloe.reads(f"{LEA.name} lets you type captions for this call.")
    chloe.click("button", "Type captions")
    malik.click("button", "Turn on captions")
    malik.has("button", "Turn off captions")

    chloe.fill("Type captions", "Le bujet est voté.")
    chloe.press("Enter")
    malik.reads("Le bujet est voté.", within=LINES)
    chloe.reads("Last line: Le bujet est voté.")
    chloe.press("ArrowUp")
    chloe.reads("You are correcting your last line.")
    chloe.fill("Type captions", "Le budget est voté.")
    chloe.press("Enter")
    until("the correction replaces the line", lambda: "bujet" not in malik.text(LINES))
    assert "Le budget est voté." in malik.text(LINES)
    assert malik.count(f"{LINES} [data-typed]") == 1
    assert lea.count("[data-segment]") == 0
    for person in (malik, chloe):
        person.screenshot(OUTPUT / "screens" / f"typed-captions-{person.name}.png")

    choose(lea, CHLOE.name, f"Withdraw the captioner role of {CHLOE.name}")
    chloe.reads(f"{LEA.name} has ended your role as captioner.")
    until("the field is gone", lambda: chloe.controls("textbox", "Type captions") == 0)


def test_without_speech_recognition_no_transcript_is_offered(
    speechless: Product, host: Account, people: Guests
) -> None:
    code = host.room(access="public")
    lea = people.chromium(LEA)
    sign_in(lea, host)
    enter(lea, speechless, code)
    lea.click("button", "Record")
    lea.reads("a transcript is not possible")
    assert lea.controls("checkbox", "Make a transcript") + lea.controls("switch", "Make a transcript") == 0
    lea.screenshot(OUTPUT / "screens" / "speech-missing-recording.png")
