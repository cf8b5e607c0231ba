"""What people do in a meeting, in the words on screen. Stories are made of these."""

import re
from typing import Any

from e2e.media import Face
from e2e.people import Person
from e2e.product import PASSWORD, Account, Product
from e2e.waiting import until

CODE = re.compile(r"/[a-z]{3}-[a-z]{4}-[a-z]{3}$")
CONNECTED = '[data-call-state="connected"]'

# How the server would be asked by the page itself; the cookie is HttpOnly, so a test cannot set it from outside.
_SIGN_IN = """async (email, password) => {
  const session = await (await fetch("/api/v1/session")).json();
  const answer = await fetch("/api/v1/session", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": session.csrf_token },
    body: JSON.stringify({ email, password }),
  });
  return answer.status;
}"""

_PARTICIPANT_NAMED = """(name) => {
  const called = (element) =>
    (element.getAttribute("aria-label") ?? "").startsWith(name) || element.textContent.includes(name);
  const found = [...document.querySelectorAll("[data-participant]")].find(
    (element) => !(element instanceof HTMLMediaElement) && called(element),
  );
  return found ? found.dataset.participant : null;
}"""


def sign_in(person: Person, account: Account) -> None:
    """Signs in without the form (the form has a story of its own)."""
    person.open(account.product.link("/signin"))
    status = person.evaluate(_SIGN_IN, account.email, PASSWORD)
    assert status == 200, f"sign-in answered {status}"


def enter(person: Person, product: Product, code: str, *, name: str | None = None) -> None:
    """From the link to being in the call."""
    ask_to_join(person, product, code, name=name)
    is_in(person)


def ask_to_join(person: Person, product: Product, code: str, *, name: str | None = None) -> None:
    """From the link to having pressed *Join*. Guests give a name."""
    person.open(product.link(code))
    if name is not None:
        person.finds('input[autocomplete="name"]')
        person.fill("Your name", name)
    turn_on_devices(person)
    person.click("button", "Join")


def turn_on_devices(person: Person) -> None:
    """Pre-join asks for camera and microphone after a press, unless they were granted before."""
    person.has("button", "Join")
    switch_on(person)


def switch_on(person: Person) -> None:
    """Microphone and camera, at any door."""
    for device in ("microphone", "camera"):
        until(
            f"{person.name}'s {device} has a switch",
            lambda device=device: (
                person.controls("button", f"Turn on {device}") + person.controls("button", f"Turn off {device}") > 0
            ),
            explain=person.text,
        )
        if person.controls("button", f"Turn on {device}"):
            person.click("button", f"Turn on {device}")
        person.has("button", f"Turn off {device}")


def is_in(person: Person, *, limit_s: float = 30.0) -> None:
    person.finds(CONNECTED, limit_s=limit_s)


def participant(person: Person, name: str) -> str:
    """The identifier of the tile that bears this name, as soon as there is one."""
    return str(
        until(
            f"{person.name} has a tile of {name}",
            lambda: person.evaluate(_PARTICIPANT_NAMED, name),
            explain=lambda: person.evaluate(
                "() => [...document.querySelectorAll('[data-participant]')].map((e) => e.outerHTML.slice(0, 300))"
            ),
        )
    )


def video_of(person: Person, name: str) -> str:
    """A selector for the picture in this person's tile."""
    return f'[data-participant="{participant(person, name)}"] video'


def sees(person: Person, other: Face) -> None:
    """Sees the other's camera: their colour where Chromium shows it, and motion."""
    selector = video_of(person, other.name)
    person.sees_motion(selector)


def leave(person: Person) -> None:
    """Leaves, as a guest at once, as a host by the menu."""
    buttons = until(
        "the button to leave",
        lambda: [name for name in ("Leave or end the call", "Leave the call") if person.controls("button", name)],
    )
    person.click("button", buttons[0])
    if buttons[0] != "Leave the call":
        person.click("menuitem", "Leave the call")


def open_panel(person: Person, name: str) -> None:
    """Opens *Chat* or *People*, unless it is open."""
    if not person.count(f'[role="complementary"][aria-label="{name}"], aside[aria-label="{name}"]'):
        person.click("button", name)


def hosts_contacted(person: Person) -> set[str]:
    """Hosts (with port) of everything that the page has loaded so far."""
    urls: list[Any] = person.evaluate("() => performance.getEntriesByType('resource').map((e) => e.name)")
    return {str(url).split("/")[2] for url in urls if "//" in str(url)}
