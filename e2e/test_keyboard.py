"""From the home page to leaving, with no pointer."""

import pytest

from e2e.conftest import Guests
from e2e.media import LEA
from e2e.meeting import CONNECTED, sign_in
from e2e.people import Person
from e2e.product import Account, Product
from e2e.waiting import until

BROWSERS = ["chromium", "firefox"]

# Whatever has the focus: its role-like tag, its name, and whether it can be seen.
FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return { body: true, name: "", visible: false };
  const box = element.getBoundingClientRect();
  const label = element.labels?.[0]?.textContent ?? "";
  const name = element.getAttribute("aria-label") ?? (label || element.textContent || "");
  return { body: false, name: name.trim(), visible: box.width > 0 && box.height > 0 };
}"""


def focus(person: Person) -> str:
    """The name of what has the focus. Fails when focus is lost to the page."""
    seen = person.evaluate(FOCUS)
    assert not seen["body"], "the focus is lost to the page's body"
    assert seen["visible"], f"the focus is on something that cannot be seen: {seen['name']!r}"
    return str(seen["name"])


def go_to(person: Person, name: str, *, key: str = "Tab", steps: int = 60) -> None:
    """Moves the focus by one key until it is on what bears this name."""
    seen: list[str] = []
    for _ in range(steps):
        person.press(key)
        seen.append(focus(person))
        if seen[-1] == name:
            return
    raise AssertionError(f"{key} does not lead to {name!r}, only to {seen}")


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_meeting_from_home_to_leaving_by_keyboard(
    product: Product, organiser: Account, people: Guests, browser: str
) -> None:
    """Scenario 37."""
    lea = people.at(browser, LEA)
    sign_in(lea, organiser)
    lea.open(product.url)
    lea.has("button", "New meeting")

    go_to(lea, "New meeting")
    lea.press("Enter")
    lea.has("button", "Join without microphone and camera")  # the home page has a button "Join", too
    go_to(lea, "Join")
    lea.press("Enter")
    lea.finds(CONNECTED)

    if lea.controls("button", "Turn on microphone"):
        lea.press("Control+d")
        lea.has("button", "Turn off microphone")
    lea.press("Control+d")
    lea.has("button", "Turn on microphone")

    go_to(lea, "Turn on microphone")
    go_to(lea, "Raise hand", key="ArrowRight")
    lea.press("Enter")
    lea.has("button", "Lower hand")
    assert focus(lea) == "Lower hand"

    lea.press("Control+Shift+M")
    lea.finds('[role="log"]')
    until("the focus is in the message field", lambda: "essage" in focus(lea))
    lea.type("by keyboard alone")
    lea.press("Enter")
    lea.reads("by keyboard alone", within='[role="log"]')
    lea.press("Escape")
    lea.finds_no('[role="log"]')
    assert focus(lea)

    lea.press("F2")
    go_to(lea, "Leave or end the call", key="ArrowRight")
    lea.press("Enter")
    until("the menu has the focus", lambda: focus(lea) == "Leave the call")
    lea.press("Enter")
    lea.finds_no(CONNECTED)
    until("the focus is on the heading", lambda: lea.evaluate("() => document.activeElement.tagName") == "H1")


@pytest.mark.usefixtures("administrator")
def test_the_first_thing_on_a_page_is_a_way_to_its_content(product: Product, people: Guests) -> None:
    lea = people.chromium(LEA)
    lea.open(product.url)
    lea.has("link", "Sign in")

    # A page begins with the focus on its heading; who goes back to the top finds the link first.
    lea.evaluate("() => document.querySelector('a[href], button, input').focus()")
    assert focus(lea) == "Skip to content"
    lea.press("Enter")

    lea.press("Tab")

    assert focus(lea)
    assert lea.evaluate("() => document.querySelector('main').contains(document.activeElement)")


def test_single_keys_do_nothing_while_typing(product: Product, organiser: Account, people: Guests) -> None:
    from e2e.meeting import enter
    from e2e.test_chat import open_chat

    code = organiser.room(access="public")
    lea = people.chromium(LEA)
    enter(lea, product, code, name=LEA.name)
    open_chat(lea)

    lea.fill("Message to everyone", "")
    lea.type("vvv 1 + - 0")

    lea.has("button", "Turn off microphone")
