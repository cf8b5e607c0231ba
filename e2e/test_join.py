"""Getting in: an organiser, a guest by link, a second device, a reload."""

from collections.abc import Callable
from typing import Any

import pytest

from e2e.conftest import Guests
from e2e.media import CHLOE, LEA, MALIK
from e2e.meeting import (
    CODE,
    CONNECTED,
    enter,
    hosts_contacted,
    is_in,
    leave,
    sees,
    sign_in,
    turn_on_devices,
    video_of,
)
from e2e.product import Account, Product
from e2e.waiting import until

BROWSERS = ["chromium", "firefox"]


@pytest.mark.parametrize("browser", BROWSERS)
def test_an_organiser_starts_at_once(
    product: Product, organiser: Account, people: Guests, browser: str, timing: Callable[[str], Any]
) -> None:
    """Scenario 1."""
    lea = people.at(browser, LEA)
    sign_in(lea, organiser)
    lea.open(product.url)

    lea.click("button", "New meeting")
    turn_on_devices(lea)
    with timing("Join to own picture"):
        lea.click("button", "Join")
        is_in(lea)
        lea.sees_motion(video_of(lea, LEA.name))

    assert CODE.search(lea.url)


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_guest_enters_by_the_link(
    product: Product, organiser: Account, people: Guests, browser: str, timing: Callable[[str], Any]
) -> None:
    """Scenario 2."""
    code = organiser.room(access="public")
    lea, malik = people.chromium(LEA), people.at(browser, MALIK)
    sign_in(lea, organiser)
    enter(lea, product, code)

    with timing("link to hearing the host"):
        enter(malik, product, code, name=MALIK.name)
        malik.hears(LEA)

    lea.hears(MALIK)
    malik.sees(LEA, video_of(malik, LEA.name))
    sees(lea, MALIK)
    here = product.url.removeprefix("http://")
    for person in (lea, malik):
        assert hosts_contacted(person) <= {here}


def test_no_request_leaves_for_another_host(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room(access="public")
    lea = people.chromium(LEA)
    asked: set[str] = set()
    lea.context.on("request", lambda request: asked.add(request.url.split("/")[2]))
    lea.page.on("websocket", lambda socket: asked.add(socket.url.split("/")[2]))

    sign_in(lea, organiser)
    lea.open(product.url)
    enter(lea, product, code)
    lea.sees_motion(video_of(lea, LEA.name))

    assert asked == {product.url.removeprefix("http://")}


def test_nothing_offends_the_content_security_policy(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room(access="public")
    lea = people.chromium(LEA)
    complaints: list[str] = []
    lea.page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    sign_in(lea, organiser)
    lea.open(product.url)
    enter(lea, product, code)
    leave(lea)
    lea.has("link", "Home")

    assert not [text for text in complaints if "Content Security Policy" in text or "Content-Security-Policy" in text]
    assert lea.errors == []


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_reload_returns_to_the_call(product: Product, organiser: Account, people: Guests, browser: str) -> None:
    code = organiser.room(access="public")
    lea, malik = people.chromium(LEA), people.at(browser, MALIK)
    enter(lea, product, code, name=LEA.name)
    enter(malik, product, code, name=MALIK.name)
    lea.hears(MALIK)

    malik.reload()

    is_in(malik)
    malik.hears(LEA)
    lea.hears(MALIK)
    tiles = "() => document.querySelectorAll('li[data-participant]').length"
    until("Léa sees two people, not three", lambda: lea.evaluate(tiles) == 2)


def test_the_same_account_can_be_in_from_two_devices(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room()
    first, second = people.chromium(LEA), people.chromium(MALIK)
    sign_in(first, organiser)
    enter(first, product, code)
    sign_in(second, organiser)

    second.open(product.link(code))
    second.click("button", "Join here too")

    is_in(second)
    is_in(first)


def test_a_call_can_be_moved_to_another_device(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room(access="public")
    first, second, chloe = people.chromium(LEA), people.chromium(MALIK), people.chromium(CHLOE)
    sign_in(first, organiser)
    enter(first, product, code)
    enter(chloe, product, code, name=CHLOE.name)
    sign_in(second, organiser)

    second.open(product.link(code))
    second.has("button", "Turn off microphone")
    second.click("button", "Move the call here")

    is_in(second)
    first.reads("The call moved to another device")
    first.finds_no(CONNECTED)
    chloe.hears(MALIK)
    tiles = "() => document.querySelectorAll('li[data-participant]').length"
    until("Chloé still sees one other person", lambda: chloe.evaluate(tiles) == 2)


def test_a_person_without_devices_can_join(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room(access="public")
    lea, malik = people.chromium(LEA), people.chromium(MALIK)
    enter(lea, product, code, name=LEA.name)
    malik.open(product.link(code))
    malik.fill("Your name", MALIK.name)

    malik.click("button", "Join without microphone and camera")

    is_in(malik)
    malik.hears(LEA)
    malik.has("button", "Turn on microphone")


def test_leaving_is_seen_at_once(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room(access="public")
    lea, malik = people.chromium(LEA), people.chromium(MALIK)
    enter(lea, product, code, name=LEA.name)
    enter(malik, product, code, name=MALIK.name)
    sees(lea, MALIK)

    leave(malik)

    malik.has("button", "Rejoin")
    lea.no_longer_reads(MALIK.name, within="main")


def test_closing_the_tab_leaves(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room(access="public")
    lea, malik = people.chromium(LEA), people.chromium(MALIK)
    enter(lea, product, code, name=LEA.name)
    enter(malik, product, code, name=MALIK.name)
    sees(lea, MALIK)

    malik.page.close(run_before_unload=True)

    lea.no_longer_reads(MALIK.name, within="main")
