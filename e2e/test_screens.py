"""Every screen and state in French: pictures for people to look at, and no word left in the other language."""

import pytest

from e2e.chromium import ChromiumPerson
from e2e.conftest import OUTPUT, Guests
from e2e.language import catalogue
from e2e.product import Account, Product
from e2e.scenes import Scene, Stage, settled
from e2e.test_accessibility import EVERY_SCENE, SIZES, overflow


def english_only() -> list[str]:
    """Plain English sentences whose French differs: none may be seen on a French page."""
    english, french = catalogue("en"), catalogue("fr")
    return [text for key, text in english.items() if "{" not in text and " " in text and french.get(key) != text]


def french_text(person: ChromiumPerson) -> str:
    """What the page says without the parts marked as English: pages made without script speak both languages."""
    return str(
        person.evaluate(
            """() => [...document.body.querySelectorAll("[lang=en]")]
              .reduce((text, part) => text.replace(part.innerText, ""), document.body.innerText)"""
        )
    )


@pytest.mark.parametrize("scene", EVERY_SCENE, ids=lambda scene: scene.__name__)
def test_the_screen_is_french(product: Product, organiser: Account, people: Guests, scene: Scene) -> None:
    person = scene(Stage(product, organiser, people, look={"locale": "fr-FR"}))
    faults: list[str] = []
    for size in ("wide", "phone"):
        person.resize(*SIZES[size])
        settled(person)
        person.screenshot(OUTPUT / "screens" / f"{scene.__name__}-{size}-fr.png")
        if overflow(person) > 0:
            faults.append(f"{size}: {overflow(person)} pixels too wide")
    text = french_text(person)
    faults += [f"English: {sentence}" for sentence in english_only() if sentence in text]
    faults += [f"raw key: {key}" for key in catalogue("en") if key in text.split()]
    assert person.attribute("html", "lang") == "fr"
    assert faults == []
