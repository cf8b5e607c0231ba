"""Many people come and go while two stay."""

from collections import deque

import pytest

from e2e.media import CHLOE, LEA, MALIK, ZOE
from e2e.stock.conftest import Enter, Visitor
from e2e.stock.servers import LiveKitServer
from e2e.waiting import until

AT_ONCE = 3
PEOPLE = 50
# One line for data, then a line each for sound and picture of whoever is there: the crowd and the other who stays.
# One person more than AT_ONCE is there while the next comes and the first goes.
PEAK = 1 + 2 * (AT_ONCE + 1 + 1)
ZOES_COLOUR = "rgb({}, {}, {})".format(*ZOE.colour)


def test_fifty_people_join_and_leave(server: LiveKitServer, enter: Enter) -> None:
    if server.kind == "livekit":
        pytest.skip("the number of lines is a promise of ours")
    room = server.fresh_room()
    lea = enter("chromium", LEA, room)
    malik = enter("firefox", MALIK, room)
    door = enter("chromium", CHLOE, room, publish=False)
    inside: deque[str] = deque()

    for number in range(PEOPLE):
        if len(inside) == AT_ONCE:
            leave(door, inside.popleft(), lea, malik)
        token = server.token(room, f"visitor-{number}")
        inside.append(door.do("bring", server.ws, token, ZOE.tone_hz if number == PEOPLE - 1 else 300, ZOES_COLOUR))
        for stayer in (lea, malik):
            assert stayer.do("lines")["peak"] <= PEAK

    last = inside[-1]
    for stayer in (lea, malik):
        stayer.person.hears(ZOE)
        stayer.person.sees(ZOE, f'video[data-participant="{last}"]')
        assert stayer.do("lines")["peak"] <= PEAK
    lea.person.hears(MALIK)
    malik.person.sees(LEA, malik.video_of(lea))


def leave(door: Visitor, identity: str, *stayers: Visitor) -> None:
    door.do("dismiss", identity)
    for stayer in stayers:
        until(f"{identity} is gone", lambda stayer=stayer: identity not in stayer.others)
