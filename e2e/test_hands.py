"""Raised hands are ordered by the server's clock."""

from e2e.conftest import Guests
from e2e.media import CHLOE, LEA, MALIK
from e2e.meeting import enter, participant, sign_in
from e2e.people import Person
from e2e.product import Account, Product
from e2e.test_moderation import person_menu
from e2e.waiting import until


def hand_of(viewer: Person, name: str) -> str:
    """What a tile's accessible name tells of the hand."""
    tile = participant(viewer, name)
    label = viewer.attribute(f'[data-tile="{tile}"]', "aria-label") or ""
    return next((part for part in label.split(", ") if "hand" in part), "")


def test_hands_have_one_order_for_all_and_the_floor_lowers_one(
    product: Product, organiser: Account, people: Guests
) -> None:
    """Scenario 22."""
    code = organiser.room(access="public")
    lea, malik, chloe = people.chromium(LEA), people.chromium(MALIK), people.chromium(CHLOE)
    # Chloé's clock is an hour ahead; it must not put her first.
    chloe.page.add_init_script("const real = Date.now.bind(Date); Date.now = () => real() - 3600000;")
    sign_in(lea, organiser)
    enter(lea, product, code)
    enter(malik, product, code, name=MALIK.name)
    enter(chloe, product, code, name=CHLOE.name)
    malik.click("button", "Turn off microphone")

    malik.click("button", "Raise hand")
    until("Léa sees Malik's hand", lambda: "1st" in hand_of(lea, MALIK.name))
    chloe.click("button", "Raise hand")

    for viewer in (lea, malik, chloe):
        until(f"{viewer.name} sees 1st and 2nd", lambda viewer=viewer: in_order(viewer), explain=viewer.text)

    person_menu(lea, MALIK.name)
    lea.click("menuitem", f"Give the floor to {MALIK.name}")
    malik.reads("gives you the floor")
    malik.click("button", "Turn on microphone")
    until("his hand goes down", lambda: hand_of(lea, MALIK.name) == "", limit_s=40)
    until("Chloé is first", lambda: "1st" in hand_of(lea, CHLOE.name))


def in_order(viewer: Person) -> bool:
    return "1st" in hand_of(viewer, MALIK.name) and "2nd" in hand_of(viewer, CHLOE.name)


def test_a_hand_can_be_lowered_by_its_owner(product: Product, organiser: Account, people: Guests) -> None:
    code = organiser.room(access="public")
    lea, malik = people.chromium(LEA), people.chromium(MALIK)
    enter(lea, product, code, name=LEA.name)
    enter(malik, product, code, name=MALIK.name)

    malik.click("button", "Raise hand")
    until("Léa sees it", lambda: hand_of(lea, MALIK.name) != "")
    malik.click("button", "Lower hand")
    until("Léa sees it go down", lambda: hand_of(lea, MALIK.name) == "")
