"""`VISIO_MEDIA_URL`: the product beside a media server that is a process of its own, ours and the original."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from e2e import network
from e2e.chromium import ChromiumPerson
from e2e.conftest import Guests
from e2e.media import CHLOE, LEA, MALIK
from e2e.meeting import CONNECTED, enter, participant, sees, sign_in
from e2e.people import Person
from e2e.product import Account, Premises, Product
from e2e.recorded import heard_in, is_written, manifests, ready
from e2e.stock.servers import KEY, SECRET, LiveKitServer, start_ours, start_stock, stock_program
from e2e.test_chat import LOG, open_chat, write
from e2e.test_recording import RUNNING, answer, choose, record, under_way
from e2e.waiting import until

# The server must know where its notices go before the product has started; nobody else is in this network.
_ports = count(18400, 10)


@dataclass
class Apart:
    """A product and the media server that it uses."""

    product: Product
    organiser: Account
    server: LiveKitServer

    def rooms(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.server.call("ListRooms", b"{}")).get("rooms", [])
        return found

    def identities(self, room: str) -> set[str]:
        body = json.dumps({"room": room}).encode()
        answer = json.loads(self.server.call("ListParticipants", body, room=room))
        return {person["identity"] for person in answer.get("participants", [])}


@pytest.fixture(scope="module", params=["visio", "livekit"])
def apart(request: pytest.FixtureRequest, premises: Premises) -> Iterator[Apart]:
    port = next(_ports)
    hook = f"http://127.0.0.1:{port}/api/v1/engine/webhook"
    if request.param == "visio":
        server = start_ours("--webhook", hook)
    elif stock_program() is None:
        pytest.skip("stock LiveKit is not installed: it needs Go, see .ci/run")
    else:
        settings = f"room: {{auto_create: false}}\nwebhook: {{api_key: {KEY}, urls: ['{hook}']}}\n"
        server = start_stock(network.ADDRESS, port=port + 2, settings=settings)
    media = {"VISIO_MEDIA_URL": server.ws, "VISIO_MEDIA_KEY": KEY, "VISIO_MEDIA_SECRET": SECRET}
    # One word a second of whatever is loud: no model is needed.
    media["VISIO_CAPTIONS_ENGINE"] = "scripted"
    product = premises.start("--port", str(port), environment=media)
    product.first_administrator()
    yield Apart(product, product.account(name=LEA.name, email="lea@example.org"), server)
    product.stop()
    server.program.stop()


def media_addresses(person: ChromiumPerson) -> list[str]:
    """Where this Chromium's signalling goes, as it happens."""
    addresses: list[str] = []
    person.page.on("websocket", lambda socket: addresses.append(socket.url))
    return addresses


def identity_in(address: str) -> str:
    """Whose token an address of the signalling holds."""
    token = parse_qs(urlsplit(address).query)["access_token"][0]
    return str(jwt.decode(token, options={"verify_signature": False})["sub"])


def act_on(host: Person, name: str) -> None:
    """Opens the menu of somebody's tile."""
    tile = participant(host, name)
    host.evaluate("(id) => document.querySelector(`[data-tile='${id}']`).click()", tile)


def test_two_people_meet_and_the_host_mutes_removes_and_ends(
    apart: Apart, people: Guests, timing: Callable[[str], Any]
) -> None:
    code = apart.organiser.room(access="public")
    lea, malik = people.chromium(LEA), people.chromium(MALIK)
    tokens = media_addresses(malik)
    sign_in(lea, apart.organiser)
    enter(lea, apart.product, code)
    enter(malik, apart.product, code, name=MALIK.name)

    for one, other in ((lea, MALIK), (malik, LEA)):
        sees(one, other)
        one.hears(other)
    assert tokens[0].startswith(apart.server.ws), "sound and picture go to the other server"
    room = apart.rooms()[0]["name"]
    his = identity_in(tokens[0])

    write(lea, "Bonjour Malik")
    open_chat(malik)
    malik.reads("Bonjour Malik", within=LOG)

    act_on(lea, MALIK.name)
    lea.click("menuitem", f"Turn off the microphone of {MALIK.name}")
    malik.has("button", "Turn on microphone")
    malik.reads(f"{LEA.name} turned off your microphone.")
    lea.hears_no(MALIK)
    malik.click("button", "Turn on microphone")
    lea.hears(MALIK)

    assert his in apart.identities(room)
    act_on(lea, MALIK.name)
    lea.click("menuitem", f"Remove {MALIK.name}…")
    lea.click("button", f"Remove {MALIK.name}")
    malik.finds_no(CONNECTED)
    malik.reads("You were removed from the meeting")
    until("he is out of the media server", lambda: his not in apart.identities(room))
    with timing("a removed person who comes back with the old token is out"):
        comes_back_in_vain(tokens[0])
    until("he is out of the media server again", lambda: his not in apart.identities(room))

    lea.click("button", "Leave or end the call")
    lea.click("menuitem", "End for all")
    lea.click("button", "End the call for all")
    lea.finds_no(CONNECTED)
    until("the room is gone", lambda: room not in {known["name"] for known in apart.rooms()}, explain=apart.rooms)


def test_captions_come_with_the_speakers_name(apart: Apart, people: Guests) -> None:
    """Scenario 28, on another server."""
    code = apart.organiser.room(access="public")
    lea, malik = people.chromium(LEA), people.chromium(MALIK)
    sign_in(lea, apart.organiser)
    enter(lea, apart.product, code)
    enter(malik, apart.product, code, name=MALIK.name)
    lea.click("button", "Turn off microphone")
    lea.click("button", "Turn on captions", limit_s=60)
    line = f"[data-captions] [data-participant='{participant(lea, MALIK.name)}']"
    until("a caption of Malik", lambda: MALIK.name in lea.text(line), limit_s=60, explain=lea.text)


def test_a_recording_there_holds_those_who_agreed(apart: Apart, people: Guests) -> None:
    """Scenario 29, on another server."""
    code = apart.organiser.room(access="public")
    lea, malik, chloe = people.chromium(LEA), people.chromium(MALIK), people.chromium(CHLOE)
    sign_in(lea, apart.organiser)
    enter(lea, apart.product, code)
    for person in (malik, chloe):
        enter(person, apart.product, code, name=person.name)

    record(lea)
    answer(malik, "Accept")
    answer(chloe, "Stay without being recorded")
    lea.finds(RUNNING)
    lea.hears(MALIK, CHLOE)
    is_written(apart.product, under_way(apart.organiser), files=4)
    choose(lea, "Stop the recording")
    made = ready(apart.organiser, code)

    assert heard_in(apart.product, made["id"], [LEA, MALIK, CHLOE]) == {LEA.name, MALIK.name}
    [manifest] = manifests(apart.product, made["id"])
    assert {(track["name"], track["kind"]) for track in manifest["tracks"]} == {
        (name, kind) for name in (LEA.name, MALIK.name) for kind in ("audio", "video")
    }


def comes_back_in_vain(address: str) -> None:
    """The old token opens nothing, or is cut off at once by the server's own word."""
    try:
        socket = connect(address)
    except InvalidStatus as refused:
        assert refused.response.status_code in (401, 403, 404)
        return
    with socket, pytest.raises(ConnectionClosed):
        while True:
            socket.recv(timeout=20)
