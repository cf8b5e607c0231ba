"""axe finds nothing on any screen and state: both themes, wide and at 320 pixels."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from e2e import recording_scenes, scenes
from e2e.chromium import ChromiumPerson
from e2e.conftest import OUTPUT, Guests
from e2e.crowd import Crowd
from e2e.media import LEA
from e2e.meeting import enter
from e2e.product import Account, Product
from e2e.scenes import Scene, Stage, settled
from e2e.waiting import until

AXE = (Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERY_SCENE = [*scenes.SCENES, *recording_scenes.SCENES]
SIZES = {"wide": (1280, 800), "phone": (360, 740), "narrowest": (320, 640)}
RUN = """async (rules) => {
  const found = await axe.run(document, { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] });
  return found.violations.map((fault) => ({
    rule: fault.id,
    help: fault.help,
    where: fault.nodes.slice(0, 4).map((node) => node.target.join(" ") + "  " + node.html.slice(0, 160)),
  }));
}"""


def violations(person: ChromiumPerson) -> list[dict[str, Any]]:
    if not person.evaluate("() => 'axe' in window"):
        person.page.evaluate(AXE)
    found: list[dict[str, Any]] = person.evaluate(RUN, RULES)
    return found


def overflow(person: ChromiumPerson) -> int:
    """Pixels by which the page is wider than its window."""
    return int(person.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("scene", EVERY_SCENE, ids=lambda scene: scene.__name__)
def test_axe_finds_nothing(product: Product, organiser: Account, people: Guests, scene: Scene) -> None:
    """Scenario 38."""
    person = scene(Stage(product, organiser, people))
    faults: dict[str, Any] = {}
    for size, (width, height) in SIZES.items():
        person.resize(width, height)
        for theme in ("light", "dark"):
            person.page.emulate_media(color_scheme=theme)
            settled(person)
            if found := violations(person):
                faults[f"{size}, {theme}"] = found
            person.screenshot(OUTPUT / "screens" / f"{scene.__name__}-{size}-{theme}-en.png")
        if overflow(person) > 0:
            faults[f"{size}: sideways scroll"] = overflow(person)
    assert faults == {}


def test_five_arrivals_at_once_are_one_polite_message(product: Product, organiser: Account, people: Guests) -> None:
    """Scenario 38."""
    code = organiser.room(access="public")
    lea = people.chromium(LEA)
    enter(lea, product, code, name=LEA.name)
    lea.evaluate(
        """() => {
          window.said = [];
          const region = document.querySelector("[aria-live=polite]");
          new MutationObserver(() => region.innerText.trim() && window.said.push(region.innerText.trim()))
            .observe(region, { childList: true, characterData: true, subtree: true });
        }"""
    )
    guests = [product.guest(f"Guest {number}") for number in range(5)]
    with closing(Crowd()) as crowd:
        crowd.arrive([guest.ask(code)["media"] for guest in guests])

        said = until("the arrivals are announced", lambda: told(lea), explain=lambda: lea.evaluate("() => window.said"))
    assert len(said) <= 2, said


def told(person: ChromiumPerson) -> list[str]:
    """The announcements of arrivals so far."""
    said: list[str] = [text for text in person.evaluate("() => window.said") if "joined" in text]
    return said
