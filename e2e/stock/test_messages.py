"""Data, metadata and what a token or the server allows."""

import base64
import json
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError

import pytest

from e2e.media import LEA, MALIK, NOAH
from e2e.stock.conftest import Enter, Visitor
from e2e.stock.servers import LiveKitServer
from e2e.waiting import stays, until

BROWSERS = ["chromium", "firefox"]


def api(server: LiveKitServer, in_room: str, method: str, **body: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(server.call(method, json.dumps(body).encode(), room=in_room))
    return answer


def texts(visitor: Visitor, who: str) -> list[str]:
    return [detail["text"] for detail in visitor.happened("data", who)]


@pytest.mark.parametrize("browser", BROWSERS)
@pytest.mark.parametrize("reliable", [True, False], ids=["reliable", "lossy"])
def test_data_arrives_with_its_sender(server: LiveKitServer, enter: Enter, browser: str, reliable: bool) -> None:
    room = server.fresh_room()
    lea = enter("chromium", LEA, room, publish=False)
    malik = enter(browser, MALIK, room, publish=False)
    until("both know each other", lambda: malik.identity in lea.others and lea.identity in malik.others)

    malik.do("send", "bonjour", reliable)

    until("Léa gets it", lambda: "bonjour" in texts(lea, malik.identity))
    assert lea.happened("data", malik.identity)[0]["topic"] == "test"
    lea.do("send", "réponse", reliable)
    until("Malik gets the answer", lambda: "réponse" in texts(malik, lea.identity))


def test_data_to_one_reaches_only_that_one(server: LiveKitServer, enter: Enter) -> None:
    room = server.fresh_room()
    lea = enter("chromium", LEA, room, publish=False)
    malik = enter("chromium", MALIK, room, publish=False)
    noah = enter("chromium", NOAH, room, publish=False)
    until("all are there", lambda: len(lea.others) == 2 and len(malik.others) == 2 and len(noah.others) == 2)

    lea.do("send", "only for Malik", True, [malik.identity])
    lea.do("send", "for all", True)

    until("Noah gets what is for all", lambda: "for all" in texts(noah, lea.identity))
    until("Malik gets both", lambda: texts(malik, lea.identity) == ["only for Malik", "for all"])
    assert texts(noah, lea.identity) == ["for all"]


def test_data_from_the_server_has_no_sender(server: LiveKitServer, enter: Enter) -> None:
    room = server.fresh_room()
    lea = enter("chromium", LEA, room, publish=False)

    data = base64.b64encode(b"from the server").decode()
    api(server, room, "SendData", room=room, data=data, kind="RELIABLE", topic="notice")

    until("Léa gets it", lambda: texts(lea, "") == ["from the server"])


def test_without_the_grant_data_goes_nowhere(server: LiveKitServer, enter: Enter) -> None:
    room = server.fresh_room()
    lea = enter("chromium", LEA, room, publish=False)
    malik = enter("chromium", MALIK, room, publish=False, grants={"can_publish_data": False})
    until("Malik knows Léa", lambda: lea.identity in malik.others)

    # The client may refuse by itself; what counts is that nothing arrives.
    malik.person.evaluate("() => window.stage.send('forged', true).catch(() => null)")

    stays("Léa gets nothing", lambda: texts(lea, malik.identity) == [])


def test_own_name_and_metadata_change_for_all(server: LiveKitServer, enter: Enter) -> None:
    room = server.fresh_room()
    lea = enter("chromium", LEA, room, publish=False)
    malik = enter("chromium", MALIK, room, publish=False, grants={"can_update_own_metadata": True})
    until("Léa sees Malik", lambda: malik.identity in lea.others)

    malik.do("setName", "Malik B.")
    malik.do("setMetadata", "on the train")

    until("Léa sees the name", lambda: lea.others[malik.identity]["name"] == "Malik B.")
    until("Léa sees the metadata", lambda: lea.others[malik.identity]["metadata"] == "on the train")


def test_the_servers_metadata_reaches_people_and_room(server: LiveKitServer, enter: Enter) -> None:
    room = server.fresh_room()
    lea = enter("chromium", LEA, room, publish=False)

    api(server, room, "UpdateRoomMetadata", room=room, metadata="agenda")
    api(server, room, "UpdateParticipant", room=room, identity=lea.identity, metadata="chair")

    until("the room's metadata arrive", lambda: "agenda" in lea.happened("room-metadata"))
    until("Léa's metadata arrive", lambda: "chair" in lea.happened("metadata", lea.identity))


def test_without_the_grant_nothing_can_be_published(server: LiveKitServer, enter: Enter) -> None:
    room = server.fresh_room()
    lea = enter("chromium", LEA, room, publish=False)
    malik = enter("chromium", MALIK, room, publish=False, grants={"can_publish": False})
    until("Léa sees Malik", lambda: malik.identity in lea.others)

    refused = malik.person.evaluate("() => window.stage.camera(true).then(() => false, () => true)")

    assert refused
    assert lea.others[malik.identity]["tracks"] == []


def test_a_right_withdrawn_ends_the_track(server: LiveKitServer, enter: Enter) -> None:
    room = server.fresh_room()
    lea = enter("chromium", LEA, room, publish=False)
    malik = enter("chromium", MALIK, room)
    lea.person.hears(MALIK)

    permission = {"canSubscribe": True, "canPublish": False, "canPublishData": True}
    api(server, room, "UpdateParticipant", room=room, identity=malik.identity, permission=permission)

    until("Malik's client is told", lambda: False in malik.happened("permissions", malik.identity))
    lea.person.finds_no(f'[data-participant="{malik.identity}"]')
    until("Léa sees no track of Malik", lambda: lea.others[malik.identity]["tracks"] == [])


def test_the_server_can_mute_a_track(server: LiveKitServer, enter: Enter) -> None:
    room = server.fresh_room()
    lea = enter("chromium", LEA, room, publish=False)
    malik = enter("chromium", MALIK, room)
    lea.person.hears(MALIK)

    sid = malik.do("localTrackSid", "microphone")
    api(server, room, "MutePublishedTrack", room=room, identity=malik.identity, trackSid=sid, muted=True)

    until("Malik's client mutes", lambda: "microphone" in malik.happened("muted", malik.identity))
    lea.person.hears_no(MALIK)


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_removed_person_is_told_why(server: LiveKitServer, enter: Enter, browser: str) -> None:
    room = server.fresh_room()
    lea = enter("chromium", LEA, room, publish=False)
    malik = enter(browser, MALIK, room, publish=False)
    until("Léa sees Malik", lambda: malik.identity in lea.others)

    api(server, room, "RemoveParticipant", room=room, identity=malik.identity)

    until("Malik is out", lambda: malik.happened("disconnected") == ["PARTICIPANT_REMOVED"])
    until("Léa sees nobody", lambda: lea.others == {})


def test_a_deleted_room_lets_everybody_go(server: LiveKitServer, enter: Enter) -> None:
    room = server.fresh_room()
    lea = enter("chromium", LEA, room, publish=False)
    malik = enter("chromium", MALIK, room, publish=False)

    api(server, room, "DeleteRoom", room=room)

    for visitor in (lea, malik):
        until(
            f"{visitor.identity} is out", lambda visitor=visitor: visitor.happened("disconnected") == ["ROOM_DELETED"]
        )


def test_the_newer_of_two_with_one_identity_stays(server: LiveKitServer, enter: Enter) -> None:
    room = server.fresh_room()
    older = enter("chromium", LEA, room, publish=False, identity="same")

    enter("chromium", MALIK, room, publish=False, identity="same")

    until("the older one is out", lambda: older.happened("disconnected") == ["DUPLICATE_IDENTITY"])


@pytest.mark.parametrize("fault", ["expired", "forged", "no-algorithm", "other-room-admin-only"])
def test_a_bad_token_opens_nothing(server: LiveKitServer, enter: Enter, fault: str) -> None:
    room = server.fresh_room()

    with pytest.raises(Exception, match=r"(?i)token|unauthorized|permission|not allowed|could not|invalid"):
        enter("chromium", LEA, room, publish=False, token=bad_token(server, room, fault))

    listed = api(server, room, "ListParticipants", room=room)
    assert not listed.get("participants")


def bad_token(server: LiveKitServer, room: str, fault: str) -> str:
    good = server.token(room, "Intruder")
    head, body, signature = good.split(".")
    if fault == "expired":
        return server.token(room, "Intruder", valid=timedelta(hours=-1))
    if fault == "forged":
        return f"{head}.{body}.{signature[:-4]}AAAA"
    if fault == "no-algorithm":
        none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
        return f"{none}.{body}."
    return server.token(room, "Intruder", grants={"room_join": False, "room_admin": True})


def test_muting_in_an_unknown_room_is_an_error(server: LiveKitServer) -> None:
    with pytest.raises(HTTPError) as refused:
        api(server, "no-such-room", "RemoveParticipant", room="no-such-room", identity="nobody")
    assert refused.value.code == 404
