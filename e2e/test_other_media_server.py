"""`VISIO_MEDIA_URL`: the product beside a media server that is a process of its own, ours and the original."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from e2e import network
from e2e.chromium import ChromiumPerson
from e2e.conftest import Guests
from e2e.exported import lines
from e2e.media import CHLOE, LEA, MALIK
from e2e.meeting import CONNECTED, enter, leave, participant, sees, sign_in
from e2e.people import Person
from e2e.playing import plays_together, watches
from e2e.product import Account, Premises, Product
from e2e.recorded import colours, decoded, heard_in, is_written, manifests, ready, text_of, tones
from e2e.stock.servers import KEY, SECRET, LiveKitServer, start_ours, start_stock, stock_program
from e2e.test_captions import LINES, SEGMENTS
from e2e.test_chat import LOG, open_chat, write
from e2e.test_recorded_text import SPEAKS_OF_CHILDREN, SPEAKS_OF_MONEY, by_speaker
from e2e.test_recording import RUNNING, answer, choose, record, under_way
from e2e.waiting import PATIENCE, until

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
    # One word a second of whatever is loud, or is speech: no model is needed.
    media |= {"VISIO_CAPTIONS_ENGINE": "scripted", "VISIO_TRANSCRIPTS_ENGINE": "scripted"}
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


def test_a_meeting_is_captioned_recorded_watched_and_taken_along(apart: Apart, people: Guests, tmp_path: Path) -> None:
    """Scenarios 28, 29 and 32, on another server."""
    code = apart.organiser.room(access="public", title="Budget")
    lea, malik, chloe = (people.chromium(face) for face in (SPEAKS_OF_MONEY, SPEAKS_OF_CHILDREN, CHLOE))
    sign_in(lea, apart.organiser)
    enter(lea, apart.product, code)
    for person in (malik, chloe):
        enter(person, apart.product, code, name=person.name)
    lea.click("button", "Turn on captions", limit_s=60)
    reads_lines_that_are_replaced(lea, MALIK.name)
    lea.click("button", "Turn off captions")

    record(lea)
    answer(malik, "Accept")
    answer(chloe, "Stay without being recorded")
    lea.finds(RUNNING)
    lea.hears(CHLOE)
    is_written(apart.product, under_way(apart.organiser), files=4)
    choose(lea, "Stop the recording")
    lea.finds_no("[data-recording]")
    for person in (chloe, malik, lea):
        leave(person)
    recording = ready(apart.organiser, code)["id"]
    assert heard_in(apart.product, recording, [CHLOE]) == set()
    [manifest] = manifests(apart.product, recording)
    assert {(track["name"], track["kind"]) for track in manifest["tracks"]} == {
        (name, kind) for name in (LEA.name, MALIK.name) for kind in ("audio", "video")
    }
    assert set(by_speaker(text_of(apart.organiser, recording, limit_s=400))) == {LEA.name, MALIK.name}

    watches(lea)
    lea.open(apart.product.link(f"recordings/{recording}"))
    lea.click("button", "Play", limit_s=60)
    plays_together(lea, pictures=2, sounds=2)
    lea.fill("Search the transcript", "one")
    until("what was found is counted", lambda: "1 of" in lea.text(), explain=lea.text)
    lea.click("button", "Download")
    subtitles = downloaded(lea, "Download VTT", tmp_path / "meeting.vtt").read_bytes()
    assert {who for _, who, _ in lines("vtt", subtitles)} == {LEA.name, MALIK.name}
    lea.click("button", "Make it: Grid")
    lea.has("button", "Download Grid", limit_s=400)
    film = downloaded(lea, "Download Grid", tmp_path / "meeting.mp4")
    assert colours(film, [LEA, MALIK, CHLOE]) == {LEA.name, MALIK.name}
    assert len(decoded(film)) > 0
    assert tones(decoded(film), [CHLOE]) == set()


def reads_lines_that_are_replaced(person: Person, speaker: str) -> None:
    """Waits until a line of the speaker has changed in its place, and a next one has begun after it."""
    texts: dict[str, set[str]] = {}

    def look() -> bool:
        shown = [line for line in person.evaluate(SEGMENTS, LINES) if line["text"].startswith(speaker)]
        assert len({line["id"] for line in shown}) == len(shown), shown
        for line in shown:
            texts.setdefault(line["id"], set()).add(line["text"])
        return any(len(texts[line]) > 1 for line in list(texts)[:-1])

    until(f"{person.name} reads lines of {speaker} that are replaced", look, limit_s=90, explain=lambda: texts)


def downloaded(person: ChromiumPerson, button: str, path: Path) -> Path:
    """What the browser saves when the button is pressed."""
    with person.page.expect_download(timeout=60_000 * PATIENCE) as download:
        person.click("button", button)
    download.value.save_as(path)
    return path


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
