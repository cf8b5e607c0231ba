"""A person loses the network and is back without doing anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.chromium import EXECUTABLE, ChromiumHouse
from e2e.conftest import Guests
from e2e.media import LEA, MALIK
from e2e.meeting import enter, is_in, participant, video_of
from e2e.network import Line
from e2e.people import Person
from e2e.product import Account, Product
from e2e.test_chat import LOG, open_chat, write
from e2e.waiting import until

BROWSERS = ["chromium", "firefox"]


@pytest.fixture
def line(product: Product, house: ChromiumHouse, tmp_path: Path) -> Iterator[Line]:
    line = Line(product.port)
    yield line
    house.leave(line.program(EXECUTABLE, tmp_path))
    line.close()


def far_away(people: Guests, browser: str, line: Line, folder: Path) -> Person:
    """Malik, at the other end of a cable."""
    if browser == "firefox":
        return people.firefox(MALIK, prefix=line.prefix, host=line.far)
    return people.chromium(MALIK, executable=line.program(EXECUTABLE, folder))


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_cut_network_comes_back_by_itself(
    product: Product, organiser: Account, people: Guests, line: Line, tmp_path: Path, browser: str
) -> None:
    """Scenario 25."""
    code = organiser.room(access="trusted", admission="hosts")
    lea = people.chromium(LEA)
    from e2e.meeting import ask_to_join, sign_in

    sign_in(lea, organiser)
    enter(lea, product, code)
    malik = far_away(people, browser, line, tmp_path)
    ask_to_join(malik, product, code, name=MALIK.name)
    lea.click("button", f"Admit {MALIK.name}")
    is_in(malik)
    lea.hears(MALIK)
    malik.hears(LEA)
    before = participant(lea, MALIK.name)

    line.cut_udp()
    line.cut_tcp()
    malik.finds('[data-call-state="reconnecting"]', limit_s=40)
    malik.reads("Connection lost")
    write(lea, "Written while Malik was away")
    line.mend()

    is_in(malik, limit_s=60)
    lea.hears(MALIK, limit_s=40)
    malik.hears(LEA, limit_s=40)
    assert participant(lea, MALIK.name) == before
    open_chat(malik)
    malik.reads("Written while Malik was away", within=LOG)


def test_only_the_signalling_is_cut_and_sound_goes_on(
    product: Product, organiser: Account, people: Guests, line: Line, tmp_path: Path
) -> None:
    code = organiser.room(access="public")
    lea = people.chromium(LEA)
    enter(lea, product, code, name=LEA.name)
    malik = far_away(people, "chromium", line, tmp_path)
    enter(malik, product, code, name=MALIK.name)
    lea.hears(MALIK)

    line.cut_tcp()
    malik.hears(LEA)
    lea.hears(MALIK)
    malik.finds('[data-call-state="reconnecting"]', limit_s=60)
    line.mend()

    is_in(malik, limit_s=60)
    write(lea, "Signalling is back")
    open_chat(malik)
    malik.reads("Signalling is back", within=LOG)
    malik.hears(LEA, limit_s=40)


def test_only_udp_is_cut_and_pictures_come_back(
    product: Product, organiser: Account, people: Guests, line: Line, tmp_path: Path
) -> None:
    code = organiser.room(access="public")
    lea = people.chromium(LEA)
    enter(lea, product, code, name=LEA.name)
    malik = far_away(people, "chromium", line, tmp_path)
    enter(malik, product, code, name=MALIK.name)
    malik.sees_motion(video_of(malik, LEA.name))

    line.cut_udp()
    malik.finds('[data-call-state="reconnecting"]', limit_s=60)
    line.mend()

    is_in(malik, limit_s=60)
    malik.sees_motion(video_of(malik, LEA.name), limit_s=40)
    malik.hears(LEA, limit_s=40)
    lea.hears(MALIK, limit_s=40)


def test_others_see_who_has_lost_the_connection(
    product: Product, organiser: Account, people: Guests, line: Line, tmp_path: Path
) -> None:
    code = organiser.room(access="public")
    lea = people.chromium(LEA)
    enter(lea, product, code, name=LEA.name)
    malik = far_away(people, "chromium", line, tmp_path)
    enter(malik, product, code, name=MALIK.name)
    lea.hears(MALIK)
    tile = participant(lea, MALIK.name)

    line.cut_udp()
    line.cut_tcp()

    until(
        "Malik's tile says so",
        lambda: "connection lost" in (lea.attribute(f'[data-tile="{tile}"]', "aria-label") or ""),
        limit_s=30,
    )
    lea.finds_no(f'[data-tile="{tile}"]', limit_s=60)
    line.mend()
    is_in(malik, limit_s=60)
    lea.hears(MALIK, limit_s=40)
