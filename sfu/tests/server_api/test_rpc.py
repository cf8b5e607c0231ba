"""The server API over HTTP, its errors as a stock LiveKit server words them."""

from typing import Any

import httpx
import pytest
from livekit import api
from livekit.protocol.models import Room
from livekit.protocol.room import CreateRoomRequest
from serving import KEY, SECRET, Serving

pytestmark = pytest.mark.asyncio

ALL = {"room_create": True, "room_list": True, "room_admin": True, "room": "daily"}


async def post(
    server: Serving,
    method: str,
    body: Any = None,
    *,
    grants: dict[str, Any] | None = None,
    content_type: str = "application/json",
    verb: str = "POST",
) -> httpx.Response:
    given: dict[str, Any] = ALL if grants is None else grants
    granted = api.VideoGrants(**given)
    token = api.AccessToken(KEY, SECRET).with_identity("server").with_grants(granted).to_jwt()
    headers = {"authorization": f"Bearer {token}", "content-type": content_type}
    url = f"{server.base}/twirp/livekit.RoomService/{method}"
    content = body if isinstance(body, bytes | str) else None
    sent = body if content is None else None
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.request(verb, url, headers=headers, content=content, json=sent)


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_json_and_protobuf_are_both_spoken(server: Serving) -> None:
    made = await post(server, "CreateRoom", {"name": "daily", "empty_timeout": 7, "maxParticipants": 2})
    assert (made.json()["name"], made.json()["empty_timeout"], made.json()["max_participants"]) == ("daily", 7, 2)
    request = CreateRoomRequest(name="daily").SerializeToString()
    again = await post(server, "CreateRoom", request, content_type="application/protobuf")
    room = Room.FromString(again.content)
    assert (room.sid, room.empty_timeout) == (made.json()["sid"], 7)


@pytest.mark.parametrize(
    ("method", "grants"),
    [
        ("CreateRoom", {"room_list": True, "room_admin": True, "room": "daily"}),
        ("DeleteRoom", {"room_admin": True, "room": "daily"}),
        ("ListRooms", {"room_create": True}),
        ("ListParticipants", {"room_create": True, "room_list": True, "room": "daily"}),
        ("RemoveParticipant", {"room_admin": True, "room": "another"}),
        ("SendData", {"room_admin": True}),
        ("MutePublishedTrack", {}),
        ("UpdateParticipant", {"room_join": True, "room": "daily"}),
        ("UpdateSubscriptions", {}),
        ("UpdateRoomMetadata", {"room_admin": True, "room": "another"}),
        ("GetParticipant", {}),
    ],
)
async def test_a_missing_grant_is_refused(server: Serving, method: str, grants: dict[str, Any]) -> None:
    answer = await post(server, method, {"room": "daily"}, grants=grants)
    assert problem(answer) == (401, "unauthenticated")
    assert answer.json()["msg"] == "permissions denied"


@pytest.mark.parametrize(
    "method", ["DeleteRoom", "GetParticipant", "RemoveParticipant", "UpdateParticipant", "SendData"]
)
async def test_a_missing_room_is_not_found(server: Serving, method: str) -> None:
    answer = await post(server, method, {"room": "daily", "identity": "lea"})
    assert problem(answer) == (404, "not_found")
    assert answer.json()["msg"] == "requested room does not exist"


async def test_the_participants_of_a_missing_room_are_none(server: Serving) -> None:
    answer = await post(server, "ListParticipants", {"room": "daily"})
    assert (answer.status_code, answer.json()) == (200, {"participants": []})


async def test_a_missing_participant_and_track_are_not_found(server: Serving) -> None:
    await post(server, "CreateRoom", {"name": "daily"})
    assert problem(await post(server, "GetParticipant", {"room": "daily", "identity": "lea"})) == (404, "not_found")
    async with server.client(server.token("lea")):
        mute = {"room": "daily", "identity": "lea", "track_sid": "TR_unknown", "muted": True}
        assert problem(await post(server, "MutePublishedTrack", mute)) == (404, "not_found")


@pytest.mark.parametrize(("body", "content_type"), [("{", "application/json"), (b"\xff\xff", "application/protobuf")])
async def test_a_body_that_cannot_be_read_is_malformed(server: Serving, body: Any, content_type: str) -> None:
    assert problem(await post(server, "CreateRoom", body, content_type=content_type)) == (400, "malformed")


async def test_unknown_routes_are_told_as_such(server: Serving) -> None:
    assert problem(await post(server, "NoSuchMethod", {})) == (404, "bad_route")
    assert problem(await post(server, "CreateRoom", {}, content_type="text/plain")) == (404, "bad_route")
    assert problem(await post(server, "CreateRoom", verb="GET")) == (404, "bad_route")


async def test_calls_this_server_does_not_offer_say_so(server: Serving) -> None:
    for method in ("MoveParticipant", "ForwardParticipant", "PerformRpc"):
        assert problem(await post(server, method, {"room": "daily"})) == (501, "unimplemented")


async def test_a_room_needs_a_name_and_metadata_within_limits(server: Serving) -> None:
    assert problem(await post(server, "CreateRoom", {})) == (400, "invalid_argument")
    assert problem(await post(server, "CreateRoom", {"name": "x" * 257})) == (400, "invalid_argument")
    too_much = {"name": "daily", "metadata": "x" * (512 * 1024 + 1)}
    assert problem(await post(server, "CreateRoom", too_much)) == (400, "invalid_argument")


async def test_a_body_beyond_the_limit_is_refused(server: Serving) -> None:
    huge = '{"name": "' + "x" * (5 * 1024 * 1024) + '"}'
    assert problem(await post(server, "CreateRoom", huge)) == (400, "malformed")


async def test_no_token_is_no_access(server: Serving) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(
            f"{server.base}/twirp/livekit.RoomService/ListRooms", json={}, headers={"content-type": "application/json"}
        )
    assert problem(answer) == (401, "unauthenticated")
