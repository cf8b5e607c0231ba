"""Notices over HTTP, checked by the receiver of livekit-api."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from livekit import api
from livekit.protocol.webhook import WebhookEvent
from serving import KEY, SECRET, serving, until
from visio_sfu.clock import SystemClock
from visio_sfu.webhooks import Webhooks

pytestmark = pytest.mark.asyncio


class Application:
    """Receives notices; answers with the statuses it is given, then with 200."""

    def __init__(self, *statuses: int) -> None:
        self.url = ""
        self.statuses = list(statuses)
        self.asked = 0
        self.events: list[WebhookEvent] = []
        self._receiver = api.WebhookReceiver(api.TokenVerifier(KEY, SECRET))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = {line.partition(": ")[0].lower(): line.partition(": ")[2] for line in head.split("\r\n")}
        body = await reader.readexactly(int(headers["content-length"]))
        assert headers["content-type"] == "application/webhook+json"
        self.asked += 1
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            self.events.append(self._receiver.receive(body.decode(), headers["authorization"]))
        writer.write(f"HTTP/1.1 {status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def application(*statuses: int) -> AsyncGenerator[Application]:
    app = Application(*statuses)
    listening = await asyncio.start_server(app.serve, "127.0.0.1", 0)
    app.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/hook"
    async with listening:
        yield app


async def test_notices_are_signed_and_come_in_order() -> None:
    async with application() as app, serving(webhooks=(app.url,)) as server:
        async with server.client(server.token("lea")) as lea:
            offer = await lea.until("offer")
            await lea.say(answer={"type": "answer", "sdp": "v=0", "id": offer.id})
            await until(lambda: len(app.events) == 2)
            await lea.say(leave={})
            await until(lambda: len(app.events) == 3)
        assert [event.event for event in app.events] == ["room_started", "participant_joined", "participant_left"]
        assert app.events[1].participant.identity == "lea"
        assert [event.id for event in server.notices] == [event.id for event in app.events]


def webhooks(app: Application) -> Webhooks:
    made = Webhooks([app.url], signing_key=(KEY, SECRET), clock=SystemClock())
    made.start()
    return made


async def test_an_application_that_fails_is_asked_again_and_the_order_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visio_sfu.webhooks.RETRY_AFTER_S", (0.0, 0.0))
    async with application(500, 503) as app:
        sending = webhooks(app)
        for name in ("one", "two"):
            sending.put(WebhookEvent(event=name))
        await until(lambda: len(app.events) == 2)
        assert [event.event for event in app.events] == ["one", "two"]
        assert app.asked == 4
        await sending.stop()


async def test_tries_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visio_sfu.webhooks.RETRY_AFTER_S", (0.0, 0.0))
    async with application(500, 500, 500) as app:
        sending = webhooks(app)
        for name in ("one", "two"):
            sending.put(WebhookEvent(event=name))
        await until(lambda: len(app.events) == 1)
        assert [event.event for event in app.events] == ["two"]
        await sending.stop()


async def test_a_refusal_is_not_repeated() -> None:
    async with application(400) as app:
        sending = webhooks(app)
        for name in ("one", "two"):
            sending.put(WebhookEvent(event=name))
        await until(lambda: len(app.events) == 1)
        assert app.asked == 2
        await sending.stop()


async def test_what_waits_is_bounded_and_the_loss_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visio_sfu.webhooks.MAX_WAITING", 2)
    got: list[WebhookEvent] = []

    async def receive(event: WebhookEvent) -> None:
        got.append(event)

    sending = Webhooks([], signing_key=(KEY, SECRET), clock=SystemClock(), receiver=receive)
    for name in ("one", "two", "three"):
        sending.put(WebhookEvent(event=name))
    sending.start()
    await until(lambda: len(got) == 2)
    assert [(event.event, event.num_dropped) for event in got] == [("two", 1), ("three", 0)]
    await sending.stop()


async def test_a_receiver_that_raises_does_not_end_the_notices() -> None:
    got: list[str] = []

    async def receive(event: WebhookEvent) -> None:
        got.append(event.event)
        if event.event == "one":
            raise RuntimeError("a fault of the application")

    sending = Webhooks([], signing_key=(KEY, SECRET), clock=SystemClock(), receiver=receive)
    sending.start()
    for name in ("one", "two"):
        sending.put(WebhookEvent(event=name))
    await until(lambda: got == ["one", "two"])
    await sending.stop()
