"""The waiting room: asked, admitted, refused, all at once, full."""

import pytest

from e2e.conftest import Guests
from e2e.media import CHLOE, LEA, MALIK, NOAH
from e2e.meeting import CONNECTED, ask_to_join, enter, is_in, leave, sign_in
from e2e.people import Person
from e2e.product import Account, Guest, Product
from e2e.waiting import until

BROWSERS = ["chromium", "firefox"]
WAITING = "You asked to enter"


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_guest_waits_and_is_admitted(product: Product, organiser: Account, people: Guests, browser: str) -> None:
    code = organiser.room(access="trusted", title="Secret budget")
    lea, malik = people.chromium(LEA), people.at(browser, MALIK)
    sign_in(lea, organiser)
    enter(lea, product, code)

    ask_to_join(malik, product, code, name=MALIK.name)
    malik.reads(WAITING)
    assert malik.evaluate("() => document.title").startswith("Waiting")
    lea.reads(MALIK.name)
    lea.click("button", f"Admit {MALIK.name}")

    is_in(malik)
    malik.hears(LEA)
    lea.hears(MALIK)


def test_who_waits_learns_nothing_of_the_meeting(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room(access="trusted", title="Secret budget")
    lea, malik = people.chromium(LEA), people.chromium(MALIK)
    sign_in(lea, organiser)
    enter(lea, product, code)
    received: list[str] = []
    malik.page.on("response", lambda response: received.append(response.url))

    ask_to_join(malik, product, code, name=MALIK.name)
    malik.reads(WAITING)

    entrance = product.guest("Another").get(f"rooms/{code}")
    assert entrance["title"] is None
    assert entrance["people"] is None
    assert entrance["entry"] == "wait"
    waiting = product.guest("A third")
    answer = waiting.ask(code)
    assert set(answer) == {"outcome", "ticket", "request"}
    with waiting.http.stream("GET", "lobby/events", headers={"Authorization": f"Ticket {waiting.ticket}"}) as stream:
        event = next(line for line in stream.iter_lines() if line.startswith("data:"))
    for secret in (LEA.name, "Secret budget", "eyJ"):
        assert secret not in event
        assert secret not in malik.text()
    calls = {url.split("?")[0].split("/api/v1/")[1] for url in received if "/api/v1/" in url}
    assert calls <= {"session", f"rooms/{code}", f"rooms/{code}/join", "lobby/events"}


def test_a_refused_guest_may_ask_again_after_a_minute(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room(access="trusted")
    lea = people.chromium(LEA)
    malik = people.chromium(MALIK)
    malik.page.clock.install()
    sign_in(lea, organiser)
    enter(lea, product, code)
    ask_to_join(malik, product, code, name=MALIK.name)
    malik.reads(WAITING)

    open_people(lea)
    lea.click("button", f"Refuse {MALIK.name}")

    malik.finds('[data-error="denied"]')
    again = malik.page.get_by_role("button", name="Ask again")
    until("he is told how long to wait", lambda: "in" in again.inner_text().split())
    assert again.get_attribute("aria-disabled") == "true" or again.is_disabled()
    malik.page.clock.fast_forward("01:01")
    malik.has("button", "Ask again")
    assert again.is_enabled()
    assert again.get_attribute("aria-disabled") != "true"


def test_all_who_wait_are_admitted_by_one_press(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room(access="trusted")
    lea = people.chromium(LEA)
    sign_in(lea, organiser)
    enter(lea, product, code)
    crowd = [product.guest(f"Guest {number:02}") for number in range(30)]
    for guest in crowd:
        assert guest.ask(code)["outcome"] == "waiting"
    requests: list[str] = []
    lea.page.on("request", lambda request: requests.append(f"{request.method} {request.url}"))

    lea.reads("30")
    open_people(lea)
    lea.click("button", "Admit all")

    until("all thirty may enter", lambda: all(may_enter(guest, code) for guest in crowd))
    assert len([request for request in requests if request.startswith("POST") and "/lobby/" in request]) == 1


def may_enter(guest: Guest, code: str) -> bool:
    return guest.join(code, name=guest.name)["outcome"] == "entered"


def open_people(person: Person) -> None:
    """The people panel, whose button also tells how many are in the call and how many wait."""
    person.evaluate(
        "() => [...document.querySelectorAll('[data-tool]')].find((b) => /^People,/.test(b.ariaLabel))?.click()"
    )
    person.finds('[data-tool][aria-label^="Close people"]')


def test_two_hosts_press_and_the_first_wins(product: Product, organiser: Account) -> None:
    code = organiser.room(access="trusted")
    host = organiser.join(code)
    guest = product.guest("Guest")
    request = guest.ask(code)["request"]["id"]
    call = host["call"]["id"]

    organiser.post(f"calls/{call}/lobby/{request}/admit")

    assert organiser.problem("POST", f"calls/{call}/lobby/{request}/refuse", {"block": False}) == "already-answered"
    organiser.ticket = None


def test_a_full_meeting_lets_the_next_one_in_when_somebody_leaves(
    product: Product, organiser: Account, people: Guests
) -> None:
    code = organiser.room(access="public", capacity=2)
    lea, malik, chloe = people.chromium(LEA), people.chromium(MALIK), people.chromium(CHLOE)
    enter(lea, product, code, name=LEA.name)
    enter(malik, product, code, name=MALIK.name)

    ask_to_join(chloe, product, code, name=CHLOE.name)
    chloe.finds('[data-error="room-full"]')
    leave(malik)

    is_in(chloe)
    chloe.hears(LEA)


def test_a_reload_keeps_the_place_in_the_lobby(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room(access="trusted")
    lea, malik = people.chromium(LEA), people.chromium(MALIK)
    sign_in(lea, organiser)
    enter(lea, product, code)
    ask_to_join(malik, product, code, name=MALIK.name)
    malik.reads(WAITING)
    lea.has("button", f"Admit {MALIK.name}")

    malik.reload()

    malik.reads(WAITING)
    lea.click("button", f"Admit {MALIK.name}")
    is_in(malik)


def test_who_comes_before_the_host_waits_for_the_host(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room(access="public", before_host="nobody")
    lea, noah = people.chromium(LEA), people.chromium(NOAH)

    ask_to_join(noah, product, code, name=NOAH.name)
    noah.reads("The host has not arrived yet")
    assert noah.count(CONNECTED) == 0
    sign_in(lea, organiser)
    enter(lea, product, code)

    is_in(noah)
    noah.hears(LEA)


def test_a_locked_meeting_says_so(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room(access="public", locked=True)
    malik = people.chromium(MALIK)

    malik.open(product.link(code))

    malik.finds('[data-error="room-locked"]')
