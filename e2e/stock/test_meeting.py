"""Two stock clients in two different browsers, on any server that speaks the protocol."""

import pytest

from e2e.media import LEA, MALIK, NOAH
from e2e.stock.conftest import Enter
from e2e.stock.servers import LiveKitServer
from e2e.waiting import until

BROWSERS = ["chromium", "firefox"]


@pytest.mark.parametrize("browser", BROWSERS)
def test_two_people_see_and_hear_each_other(server: LiveKitServer, enter: Enter, browser: str) -> None:
    room = server.fresh_room()
    lea = enter("chromium", LEA, room)
    malik = enter(browser, MALIK, room)

    lea.person.hears(MALIK)
    malik.person.hears(LEA)
    malik.person.sees(LEA, malik.video_of(lea))
    lea.person.sees_motion(lea.video_of(malik))


def test_a_late_joiner_gets_picture_and_sound(server: LiveKitServer, enter: Enter) -> None:
    room = server.fresh_room()
    lea = enter("chromium", LEA, room)
    malik = enter("chromium", MALIK, room)
    malik.person.sees(LEA, malik.video_of(lea))

    noah = enter("chromium", NOAH, room, publish=False)

    noah.person.sees(LEA, noah.video_of(lea))
    noah.person.sees(MALIK, noah.video_of(malik))
    noah.person.hears(LEA, MALIK)


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_muted_microphone_is_silent_and_comes_back(server: LiveKitServer, enter: Enter, browser: str) -> None:
    room = server.fresh_room()
    lea = enter("chromium", LEA, room)
    malik = enter(browser, MALIK, room)
    lea.person.hears(MALIK)

    malik.do("microphone", False)
    until("Léa's client is told of the mute", lambda: "microphone" in lea.happened("muted", malik.identity))
    lea.person.hears_no(MALIK)

    malik.do("microphone", True)
    until("Léa's client is told of the unmute", lambda: "microphone" in lea.happened("unmuted", malik.identity))
    lea.person.hears(MALIK)


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_track_taken_back_and_published_again_is_heard_and_seen(
    server: LiveKitServer, enter: Enter, browser: str
) -> None:
    room = server.fresh_room()
    lea = enter("chromium", LEA, room)
    malik = enter(browser, MALIK, room)
    lea.person.hears(MALIK)

    for source in ("microphone", "camera"):
        malik.do("unpublish", source)
    until("Léa sees no track", lambda: lea.others[malik.identity]["tracks"] == [])
    lea.person.hears_no(MALIK)

    malik.do("microphone", True)
    malik.do("camera", True)
    lea.person.hears(MALIK)
    lea.person.sees_motion(lea.video_of(malik))


def test_who_speaks_is_told_to_all(server: LiveKitServer, enter: Enter) -> None:
    room = server.fresh_room()
    lea = enter("chromium", LEA, room)
    malik = enter("chromium", MALIK, room, publish=False)

    until("Malik is told that Léa speaks", lambda: [lea.identity] in malik.happened("speakers"))

    lea.do("microphone", False)
    until("Malik is told that nobody speaks", lambda: malik.happened("speakers")[-1] == [])


def test_a_departure_is_seen(server: LiveKitServer, enter: Enter) -> None:
    room = server.fresh_room()
    lea = enter("chromium", LEA, room)
    malik = enter("chromium", MALIK, room)
    lea.person.sees(MALIK, lea.video_of(malik))

    malik.do("leave")

    until("Léa sees Malik leave", lambda: malik.identity not in lea.others)
    lea.person.finds_no(lea.video_of(malik))
