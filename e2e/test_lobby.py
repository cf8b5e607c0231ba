"""The waiting room: asked, admitted, refused, all at once, full."""

import re
from contextlib import closing
from typing import Any

import pytest

from e2e.chromium import ChromiumPerson
from e2e.conftest import Guests
from e2e.crowd import Crowd
from e2e.media import CHLOE, LEA, MALIK, NOAH
from e2e.meeting import CONNECTED, ask_to_join, enter, is_in, leave, sign_in
from e2e.people import Person
from e2e.product import Account, Guest, Product
from e2e.waiting import until

BROWSERS = ["chromium", "firefox"]
WAITING = "You asked to enter"

# Asks to enter as the page does: with the ticket that the tab holds, and as a new tab of the same browser.
ASK = """async (code) => {
  const tickets = Object.values(sessionStorage).flatMap((value) => value.match(/[\\w-]{22,}/g) ?? []);
  const codes = [];
  for (const ticket of [...tickets, null]) {
    const answer = await fetch(`/api/v1/rooms/${code}/join`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(ticket && { Authorization: `Ticket ${ticket}` }) },
      body: JSON.stringify({ name: "Malik", microphone: false, camera: false }),
    });
    codes.push((await answer.json()).code ?? answer.status);
  }
  return codes;
}"""


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_guest_waits_and_is_admitted(product: Product, organiser: Account, people: Guests, browser: str) -> None:
    """Scenario 7."""
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
    """Scenario 7."""
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


def test_a_refused_guest_may_ask_again_after_a_minute_but_not_a_fourth_time(
    timed: Product, timed_organiser: Account, people: Guests
) -> None:
    """Scenario 8."""
    code = timed_organiser.room(access="trusted")
    lea = people.chromium(LEA)
    malik = people.chromium(MALIK)
    malik.page.clock.install()
    sign_in(lea, timed_organiser)
    enter(lea, timed, code)
    ask_to_join(malik, timed, code, name=MALIK.name)

    for attempt in range(3):
        malik.reads(WAITING)
        open_people(lea)
        lea.click("button", f"Refuse {MALIK.name}")
        malik.finds('[data-error="denied"]')
        if attempt < 2:
            asks_again(malik, timed)

    malik.reads("You have asked three times.")
    assert malik.page.get_by_role("button", name="Ask again").count() == 0
    timed.advance(61)
    assert code_of_asking(malik, code) == "denied"


def asks_again(person: ChromiumPerson, product: Product) -> None:
    """Presses *Ask again*, which is out of order for a minute by the server's clock."""
    again = person.page.get_by_role("button", name="Ask again")
    until("he is told how long to wait", lambda: "in" in again.inner_text().split())
    assert again.get_attribute("aria-disabled") == "true" or again.is_disabled()
    product.advance(61)
    person.page.clock.fast_forward("01:01")
    until("he may ask again", lambda: again.is_enabled() and again.get_attribute("aria-disabled") != "true")
    person.click("button", "Ask again")


def code_of_asking(person: Person, code: str) -> str:
    """What the server says when the page's own request is made once more, with its ticket and without."""
    codes: set[str] = set(person.evaluate(ASK, code))
    assert len(codes) == 1, codes
    return codes.pop()


def test_all_who_wait_are_admitted_by_one_press(product: Product, organiser: Account, people: Guests) -> None:
    """Scenario 9."""
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

    answers = until("all thirty may enter", lambda: all_entered(crowd, code))
    assert len([request for request in requests if request.startswith("POST") and "/lobby/" in request]) == 1
    with closing(Crowd()) as inside:
        inside.arrive([answer["media"] for answer in answers])
        until("all thirty are connected", lambda: len(connected(crowd[0], answers[0])) == 31)
        until("the host's page counts them", lambda: people_counted(lea) == 31, explain=lambda: people_counted(lea))


def all_entered(crowd: list[Guest], code: str) -> list[dict[str, Any]]:
    """The answers to all, once none of them waits any more."""
    answers = [guest.join(code, name=guest.name) for guest in crowd]
    return answers if all(answer["outcome"] == "entered" for answer in answers) else []


def connected(guest: Guest, answer: dict[str, Any]) -> list[dict[str, Any]]:
    state = guest.get(f"calls/{answer['call']['id']}/state")
    return [person for person in state["participants"] if person["connection"] == "connected"]


def people_counted(person: Person) -> int:
    """The number on the button of the people panel."""
    label = person.evaluate(
        "() => [...document.querySelectorAll('[data-tool]')].map((b) => b.ariaLabel).find((l) => /people/i.test(l))"
    )
    return int((re.findall(r"\d+", label or "") or ["0"])[0])


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
    """Scenario 11."""
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
