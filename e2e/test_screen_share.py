"""Presentations: one, two at once, stopped, seen by all."""

import pytest

from e2e.chromium import ChromiumPerson
from e2e.conftest import Guests
from e2e.media import CHLOE, LEA, MALIK, Colour, Face
from e2e.meeting import enter, is_in
from e2e.people import Person
from e2e.product import Account, Product
from e2e.waiting import until

ORANGE: Colour = (230, 120, 20)
TEAL: Colour = (20, 150, 160)
SHARE = "[data-share] video"

# Slides that move: a clock hand over one colour, so that frames change and the content can be told.
SLIDES = """<!doctype html><title>{title}</title><style>
html {{ background: rgb{colour}; }} div {{ position: fixed; top: 0; width: 40px; height: 100%; background: white;
animation: move 2s linear infinite; }} @keyframes move {{ to {{ left: 90%; }} }}</style><div></div><script>
const context = new AudioContext(); const tone = context.createOscillator(); tone.frequency.value = {tone};
const gate = context.createGain(); const pulse = context.createOscillator(); pulse.frequency.value = 2;
pulse.type = "square"; pulse.connect(gate.gain); tone.connect(gate); gate.connect(context.destination);
tone.start(); pulse.start();</script>"""
# In pulses: the browser takes a steady tone for noise and removes it.
SLIDES_SOUND = Face("the slides", 2900, ORANGE)

# Headless Firefox has no screen to share; a canvas stands for it, everything after the choice is real.
FIREFOX_SCREEN = """() => {{
  navigator.mediaDevices.getDisplayMedia = async () => {{
    const canvas = document.createElement("canvas");
    canvas.width = 640;
    canvas.height = 360;
    const brush = canvas.getContext("2d");
    let at = 0;
    setInterval(() => {{
      brush.fillStyle = "rgb{colour}";
      brush.fillRect(0, 0, 640, 360);
      brush.fillStyle = "white";
      brush.fillRect((at += 20) % 600, 0, 40, 360);
    }}, 100);
    return canvas.captureStream(10);
  }};
}}"""


def presenter(people: Guests, browser: str, face: Face, colour: Colour) -> Person:
    """Somebody whose browser chooses slides of this colour when asked what to share."""
    if browser == "firefox":
        return people.firefox(face, preload=(FIREFOX_SCREEN.format(colour=colour),))
    # Without fake devices, because with them Chromium shares a fake screen: this one is a real tab with its sound.
    title = f"Slides {face.tone_hz}"
    flag = f"--auto-select-tab-capture-source-by-title={title}"
    person = people.chromium(face, devices="none", flags=(flag,))
    slides = person.context.new_page()
    slides.set_content(SLIDES.format(title=title, colour=colour, tone=SLIDES_SOUND.tone_hz))
    person.page.bring_to_front()
    return person


def enter_to_present(person: Person, product: Product, code: str) -> None:
    if person.browser == "firefox":
        enter(person, product, code, name=person.name)
        return
    person.open(product.link(code))
    person.fill("Your name", person.name)
    person.click("button", "Join without microphone and camera")
    is_in(person)


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_what_is_shared_is_seen_by_the_others(
    product: Product, organiser: Account, people: Guests, browser: str
) -> None:
    code = organiser.room(access="public")
    lea, malik = presenter(people, browser, LEA, ORANGE), people.chromium(MALIK)
    enter_to_present(lea, product, code)
    enter(malik, product, code, name=MALIK.name)

    lea.click("button", "Share your screen")

    malik.sees_colour(ORANGE, SHARE)
    malik.sees_motion(SHARE)
    if browser == "chromium":
        malik.hears(SLIDES_SOUND)
    lea.has("button", "Stop presenting")
    lea.click("button", "Stop presenting")
    malik.finds_no(SHARE)


def test_two_shares_at_once_and_each_viewer_chooses(product: Product, organiser: Account, people: Guests) -> None:
    """Scenario 21."""
    code = organiser.room(access="public")
    lea = presenter(people, "chromium", LEA, ORANGE)
    malik = presenter(people, "firefox", MALIK, TEAL)
    chloe = people.chromium(CHLOE)
    enter_to_present(lea, product, code)
    enter(malik, product, code, name=MALIK.name)
    enter(chloe, product, code, name=CHLOE.name)

    lea.click("button", "Share your screen")
    chloe.sees_colour(ORANGE, SHARE)
    malik.click("button", "Share your screen")

    chloe.sees_colour(TEAL, SHARE)
    chloe.sees_colour(ORANGE, SHARE)
    assert isinstance(chloe, ChromiumPerson)
    lea.click("button", "Stop presenting")
    until(
        "the end is announced with Léa's name",
        lambda: f"{LEA.name} stopped presenting" in chloe.text('[aria-live="polite"]'),
    )
    chloe.sees_colour(TEAL, SHARE)
