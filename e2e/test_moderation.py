"""What a host can do to others, and what nobody can."""

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from e2e.conftest import Guests
from e2e.media import LEA, MALIK
from e2e.meeting import CONNECTED, enter, participant, sees, sign_in
from e2e.people import Person
from e2e.product import Account, Product
from e2e.waiting import until

BROWSERS = ["chromium", "firefox"]

# Keeps what getUserMedia gave, so that a story can look at the device's track and not only at a button.
KEEP_TRACKS = """() => {
  window.deviceTracks = [];
  const devices = navigator.mediaDevices;
  const ask = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wishes) => {
    const stream = await ask(wishes);
    window.deviceTracks.push(...stream.getTracks());
    return stream;
  };
}"""


def keep_tracks(people: Guests, browser: str) -> Person:
    if browser == "firefox":
        return people.firefox(MALIK, preload=(KEEP_TRACKS,))
    malik = people.chromium(MALIK)
    malik.page.add_init_script(f"({KEEP_TRACKS})()")
    return malik


def microphones_live(person: Person) -> int:
    return int(
        person.evaluate("() => window.deviceTracks.filter((t) => t.kind === 'audio' && t.readyState === 'live').length")
    )


def person_menu(host: Person, name: str) -> None:
    """Opens the menu of somebody's tile."""
    tile = participant(host, name)
    host.evaluate("(id) => document.querySelector(`[data-tile='${id}']`).click()", tile)


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_mute_by_the_host_stops_the_microphone(
    product: Product, organiser: Account, people: Guests, browser: str
) -> None:
    """Scenario 14."""
    code = organiser.room(access="public")
    lea, malik = people.chromium(LEA), keep_tracks(people, browser)
    sign_in(lea, organiser)
    enter(lea, product, code)
    enter(malik, product, code, name=MALIK.name)
    lea.hears(MALIK)

    person_menu(lea, MALIK.name)
    lea.click("menuitem", f"Turn off the microphone of {MALIK.name}")

    malik.has("button", "Turn on microphone")
    until("his microphone is released", lambda: microphones_live(malik) == 0)
    lea.hears_no(MALIK)
    malik.reads(f"{LEA.name} turned off your microphone.")
    assert malik.text('[aria-live="assertive"]').startswith(LEA.name)

    malik.click("button", "Turn on microphone")
    lea.hears(MALIK)


def test_nobody_can_turn_on_somebodys_microphone(product: Product, organiser: Account, people: Guests) -> None:
    """Scenario 14."""
    code = organiser.room(access="public")
    lea, malik = people.chromium(LEA), people.chromium(MALIK)
    sign_in(lea, organiser)
    enter(lea, product, code)
    enter(malik, product, code, name=MALIK.name)
    malik.click("button", "Turn off microphone")
    lea.hears_no(MALIK)

    person_menu(lea, MALIK.name)
    labels = lea.evaluate("() => [...document.querySelectorAll('[role=menuitem]')].map((item) => item.innerText)")
    assert not [label for label in labels if "Turn on" in label]
    host = organiser.join(code, elsewhere="both")
    call = f"calls/{host['call']['id']}"
    him = participant(lea, MALIK.name)
    for forged in ({"source": "microphone", "muted": False}, {"source": "microphone", "on": True}):
        organiser.request("POST", f"{call}/participants/{him}/mute", forged)
    assert organiser.request("POST", f"{call}/participants/{him}/unmute", {}).status_code in (404, 405)
    organiser.ticket = None

    lea.keeps_not_hearing(MALIK)
    malik.has("button", "Turn on microphone")


def test_a_removed_person_is_out_and_comes_back_through_the_lobby_only(
    product: Product, organiser: Account, people: Guests
) -> None:
    """Scenario 10."""
    code = organiser.room(access="public")
    lea, malik = people.chromium(LEA), people.chromium(MALIK)
    tokens: list[str] = []
    malik.page.on("websocket", lambda socket: tokens.append(socket.url))
    sign_in(lea, organiser)
    enter(lea, product, code)
    enter(malik, product, code, name=MALIK.name)
    lea.hears(MALIK)

    person_menu(lea, MALIK.name)
    lea.click("menuitem", f"Remove {MALIK.name}…")
    lea.click("button", f"Remove {MALIK.name}")

    malik.finds_no(CONNECTED)
    malik.reads("You were removed from the meeting")
    lea.hears_no(MALIK)
    assert replayed(tokens[0]) in (401, 403), "the token of a removed person still opens the media server"

    malik.open(product.link(code))
    malik.reads("You asked to enter")
    lea.has("button", f"Admit {MALIK.name}")


def replayed(address: str) -> int:
    """The HTTP status with which the signalling answers an address that a browser used before."""
    try:
        with connect(address):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def test_a_blocked_person_cannot_return(product: Product, organiser: Account, people: Guests) -> None:
    """Scenario 10."""
    code = organiser.room(access="public")
    lea, malik = people.chromium(LEA), people.chromium(MALIK)
    sign_in(lea, organiser)
    enter(lea, product, code)
    enter(malik, product, code, name=MALIK.name)
    sees(lea, MALIK)

    person_menu(lea, MALIK.name)
    lea.click("menuitem", f"Remove {MALIK.name}…")
    lea.evaluate("() => document.querySelector('dialog input[type=checkbox], dialog [role=switch]').click()")
    lea.click("button", f"Remove and block {MALIK.name}")

    malik.finds_no(CONNECTED)
    malik.open(product.link(code))
    malik.finds('[data-error="blocked"]')


def test_a_host_ends_the_call_for_everybody(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room(access="public")
    lea, malik = people.chromium(LEA), people.chromium(MALIK)
    sign_in(lea, organiser)
    enter(lea, product, code)
    enter(malik, product, code, name=MALIK.name)
    sees(lea, MALIK)

    lea.click("button", "Leave or end the call")
    lea.click("menuitem", "End for all")
    lea.click("button", "End the call for all")

    for person in (lea, malik):
        person.finds_no(CONNECTED)
    malik.reads("ended the call for everyone")


def test_locking_keeps_newcomers_out_and_says_so_to_those_inside(
    product: Product, organiser: Account, people: Guests
) -> None:
    code = organiser.room(access="public")
    lea = people.chromium(LEA)
    sign_in(lea, organiser)
    enter(lea, product, code)

    organiser.patch(f"rooms/{code}/settings", locked=True)

    lea.reads("The meeting is locked.")
    assert (
        product.guest("Late").problem(
            "POST", f"rooms/{code}/join", {"name": "Late", "microphone": False, "camera": False}
        )
        == "room-locked"
    )


def test_talking_while_muted_is_told_once(product: Product, organiser: Account, people: Guests) -> None:
    """Scenario 16."""
    code = organiser.room(access="public")
    malik = people.chromium(MALIK)
    enter(malik, product, code, name=MALIK.name)

    malik.click("button", "Turn off microphone")

    malik.reads("Your microphone is off.")
