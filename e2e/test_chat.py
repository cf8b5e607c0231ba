"""Chat: earlier messages, safe text, links."""

import pytest

from e2e.conftest import Guests
from e2e.media import CHLOE, LEA, MALIK
from e2e.meeting import enter, is_in
from e2e.people import Person
from e2e.product import Account, Product
from e2e.waiting import until

BROWSERS = ["chromium", "firefox"]
LOG = '[role="log"]'


def open_chat(person: Person) -> None:
    if not person.count(LOG):
        person.evaluate(
            "() => [...document.querySelectorAll('[data-tool]')].find((b) => /^Chat/.test(b.ariaLabel)).click()"
        )
    person.finds(LOG)


def write(person: Person, text: str) -> None:
    open_chat(person)
    person.fill("Message to everyone", text)
    person.press("Enter")
    person.reads(text, within=LOG)


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_late_joiner_reads_what_was_written_before(
    product: Product, organiser: Account, people: Guests, browser: str
) -> None:
    """Scenario 23."""
    code = organiser.room(access="public")
    lea, malik = people.chromium(LEA), people.at(browser, MALIK)
    enter(lea, product, code, name=LEA.name)
    write(lea, "Bonjour à tous")

    enter(malik, product, code, name=MALIK.name)
    open_chat(malik)
    malik.reads("Bonjour à tous", within=LOG)
    malik.reads(LEA.name, within=LOG)
    malik.finds(f"{LOG} time[datetime]")
    write(malik, "Bonjour Léa")
    lea.reads("Bonjour Léa", within=LOG)

    malik.reload()
    is_in(malik)
    open_chat(malik)
    malik.reads("Bonjour à tous", within=LOG)
    malik.reads("Bonjour Léa", within=LOG)


def test_markup_is_shown_as_text(product: Product, organiser: Account, people: Guests) -> None:
    """Scenario 23."""
    code = organiser.room(access="public")
    lea, malik = people.chromium(LEA), people.chromium(MALIK)
    enter(lea, product, code, name=LEA.name)
    enter(malik, product, code, name=MALIK.name)
    open_chat(malik)

    write(lea, "<img src=x onerror=window.hacked=1>")

    malik.reads("<img src=x onerror=window.hacked=1>", within=LOG)
    assert malik.count(f"{LOG} img") == 0
    assert malik.evaluate("() => window.hacked ?? null") is None


def test_a_link_opens_apart_and_tells_nothing(product: Product, organiser: Account, people: Guests) -> None:
    """Scenario 23."""
    code = organiser.room(access="public")
    lea = people.chromium(LEA)
    enter(lea, product, code, name=LEA.name)

    write(lea, "see https://example.org/agenda please")

    lea.finds(f'{LOG} a[href="https://example.org/agenda"]')
    assert lea.attribute(f"{LOG} a", "target") == "_blank"
    rel = lea.attribute(f"{LOG} a", "rel") or ""
    assert "noopener" in rel
    assert "noreferrer" in rel


def test_an_unread_message_is_counted_in_the_title(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room(access="public")
    lea, chloe = people.chromium(LEA), people.chromium(CHLOE)
    enter(lea, product, code, name=LEA.name)
    enter(chloe, product, code, name=CHLOE.name)

    write(lea, "Are you there?")

    until("Chloé's title counts it", lambda: chloe.evaluate("() => document.title").startswith("(1)"))
    open_chat(chloe)
    until("and forgets it when read", lambda: not chloe.evaluate("() => document.title").startswith("("))
