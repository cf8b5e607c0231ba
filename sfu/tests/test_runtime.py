import pytest
from livekit.protocol.rtc import SignalResponse
from livekit.protocol.webhook import WebhookEvent
from meeting import Meeting
from visio_sfu.clock import ManualClock
from visio_sfu.media import events
from visio_sfu.rooms.room import Room
from visio_sfu.runtime import Runtime

pytestmark = pytest.mark.asyncio


class Line:
    """A signalling socket that only remembers."""

    def __init__(self) -> None:
        self.sent: list[SignalResponse] = []
        self.closed = False

    def send(self, message: SignalResponse, encoded: bytes) -> None:
        assert SignalResponse.FromString(encoded) == message
        self.sent.append(message)

    def hang_up(self) -> None:
        self.closed = True

    def on_time(self, now: float) -> None:
        pass

    def next_deadline(self) -> float:
        return float("inf")


class Notices:
    def put(self, event: WebhookEvent) -> None:
        pass


def runtime_of(meeting: Meeting) -> Runtime:
    return Runtime(meeting.directory, meeting.media, Notices(), ManualClock(meeting.clock.now()))


async def test_a_fault_over_one_event_loses_no_other(meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    lea, malik = meeting.arrive("lea"), meeting.arrive("malik")
    runtime = runtime_of(meeting)
    line = Line()
    runtime.attach(lea.number, line)
    on_event = Room.on_event

    def stumble(self: Room, event: events.Event, now: float) -> None:
        if isinstance(event, events.DataReceived):
            raise ZeroDivisionError
        on_event(self, event, now)

    monkeypatch.setattr(Room, "on_event", stumble)
    runtime.on_events([events.DataReceived(malik.number, b"x", True), events.QualityReport(malik.number, 30.0, False)])
    assert [message.WhichOneof("message") for message in line.sent] == ["connection_quality"]
    runtime.close()


async def test_a_newer_socket_takes_the_place_of_an_older_one(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    runtime = runtime_of(meeting)
    older, newer = Line(), Line()
    runtime.attach(lea.number, older)
    runtime.attach(lea.number, newer)
    assert older.closed
    assert not runtime.detach(lea.number, older)
    assert runtime.detach(lea.number, newer)
    runtime.close()


async def test_a_close_ends_every_socket(meeting: Meeting) -> None:
    lea = meeting.arrive("lea")
    runtime = runtime_of(meeting)
    line = Line()
    runtime.attach(lea.number, line)
    runtime.close()
    assert line.closed
