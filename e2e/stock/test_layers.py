"""Simulcast: which of a camera's pictures reaches whom."""

from e2e.media import LEA, NOAH_HD
from e2e.stock.conftest import Enter, Visitor
from e2e.stock.servers import LiveKitServer
from e2e.waiting import until


def width_seen(viewer: Visitor, sender: Visitor) -> int:
    pictures = viewer.person.pictures(viewer.video_of(sender))
    return int(pictures[0]["width"]) if pictures else 0


def test_a_viewer_gets_the_layer_that_it_asks_for(server: LiveKitServer, enter: Enter) -> None:
    room = server.fresh_room()
    noah = enter("chromium", NOAH_HD, room, publish=False)
    noah.do("camera", True, 720)
    lea = enter("chromium", LEA, room, publish=False)
    lea.person.sees_motion(lea.video_of(noah))

    for quality, width in [("high", 1280), ("low", 320), ("medium", 640), ("high", 1280)]:
        lea.do("quality", noah.identity, quality)
        until(
            f"Léa sees Noah {width} pixels wide",
            lambda width=width: width_seen(lea, noah) == width,
            limit_s=45,
            explain=lambda: (width_seen(lea, noah), lea.others),
        )
        lea.person.sees(NOAH_HD, lea.video_of(noah))


def test_two_viewers_get_two_different_layers(server: LiveKitServer, enter: Enter) -> None:
    room = server.fresh_room()
    noah = enter("chromium", NOAH_HD, room, publish=False)
    noah.do("camera", True, 720)
    lea = enter("chromium", LEA, room, publish=False)
    other = enter("chromium", LEA, room, publish=False, identity="Other")
    other.person.sees_motion(other.video_of(noah))
    lea.person.sees_motion(lea.video_of(noah))

    lea.do("quality", noah.identity, "low")
    other.do("quality", noah.identity, "high")

    until("Léa has the small picture", lambda: width_seen(lea, noah) == 320, limit_s=45)
    until("the other one has the large picture", lambda: width_seen(other, noah) == 1280, limit_s=45)
    lea.person.sees_motion(lea.video_of(noah))
    other.person.sees_motion(other.video_of(noah))


def test_a_track_can_be_left_and_taken_again(server: LiveKitServer, enter: Enter) -> None:
    room = server.fresh_room()
    noah = enter("chromium", NOAH_HD, room)
    lea = enter("chromium", LEA, room, publish=False)
    lea.person.sees_motion(lea.video_of(noah))

    lea.do("subscribe", noah.identity, "camera", False)
    lea.person.finds_no(lea.video_of(noah))
    lea.person.hears(NOAH_HD)

    lea.do("subscribe", noah.identity, "camera", True)
    lea.person.sees(NOAH_HD, lea.video_of(noah))
