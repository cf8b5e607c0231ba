"""The seam between Python and the native engine: names and fields agree, and strange commands do no harm."""

import inspect
import socket
from dataclasses import fields
from typing import get_args

import pytest
from serving import until
from visio_sfu.errors import StartRefused
from visio_sfu.media import commands, events
from visio_sfu.media.engine import NativeMedia
from visio_sfu.media.scripted import ScriptedMedia, offer, sections
from visio_sfu.options import MediaOptions

native = pytest.importorskip("visio_sfu.media._native", reason="the native engine is not built: run make build")


@pytest.mark.parametrize("event", get_args(events.Event), ids=lambda event: event.__name__)
def test_an_event_has_the_same_fields_on_both_sides(event: type) -> None:
    assert list(getattr(native, event.__name__).__match_args__) == [field.name for field in fields(event)]


@pytest.mark.parametrize("command", get_args(commands.Command), ids=lambda command: command.__name__)
def test_a_command_is_a_method_with_the_same_arguments(command: type) -> None:
    words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in command.__name__).strip("_")
    signature = inspect.signature(getattr(native.Engine, words))
    assert list(signature.parameters)[1:] == [field.name for field in fields(command)]


def started(udp_port: int = 0) -> NativeMedia:
    media = NativeMedia(MediaOptions(keys={"devkey": "secret"}, udp_port=udp_port))
    media.start(lambda batch: None)
    return media


@pytest.mark.asyncio
async def test_commands_that_name_what_is_not_there_do_no_harm() -> None:
    told: list[events.Event] = []
    media = NativeMedia(MediaOptions(keys={"devkey": "secret"}, udp_port=0))
    media.start(told.extend)
    media.obey(commands.RemoveParticipant(7))
    media.obey(commands.Unsubscribe(7, 8))
    media.obey(commands.Subscribe(7, 8, "s", "t"))
    media.obey(commands.Limit(7, 8, 2, False, 1))
    media.obey(commands.SendData(7, b"x", True))
    media.obey(commands.SubscriberAnswer(7, 1, "v=0"))
    media.obey(commands.AddCandidate(7, "publisher", "nonsense"))
    media.obey(commands.CloseRoom(9))
    # It still works after all this.
    media.obey(commands.OpenRoom(1))
    media.obey(commands.AddParticipant(1, 2, True))
    media.obey(commands.OpenSubscriber(2))
    await until(lambda: any(isinstance(event, events.SubscriberOffer) for event in told))
    media.stop()


@pytest.mark.asyncio
@pytest.mark.parametrize("sdp", ["", "nonsense", "v=0\r\n", "v=0\r\nm=audio 9 X 0\r\n" * 300, "\x00" * 1000])
async def test_an_offer_that_cannot_be_read_is_refused(sdp: str) -> None:
    told: list[events.Event] = []
    media = NativeMedia(MediaOptions(keys={"devkey": "secret"}, udp_port=0))
    media.start(told.extend)
    media.obey(commands.OpenRoom(1))
    media.obey(commands.AddParticipant(1, 2, True))
    media.obey(commands.PublisherOffer(2, 5, sdp))
    await until(lambda: bool(told))
    media.stop()
    refused = told[0]
    assert isinstance(refused, events.NegotiationFailed)
    assert (refused.participant, refused.target, refused.request) == (2, "publisher", 5)
    assert refused.reason


@pytest.mark.asyncio
async def test_commands_after_the_stop_are_passed_over() -> None:
    media = started()
    media.stop()
    media.obey(commands.OpenRoom(1))


@pytest.mark.asyncio
async def test_a_media_port_in_use_stops_the_start_with_a_sentence() -> None:
    first = started()
    port, addresses = first.addresses
    assert "127.0.0.1" in addresses
    with pytest.raises(StartRefused, match=f"The media port {port} \\(UDP\\) is in use"):
        started(port)
    first.stop()


@pytest.mark.asyncio
async def test_an_address_that_is_not_the_machines_stops_the_start() -> None:
    media = NativeMedia(MediaOptions(keys={"devkey": "secret"}, udp_port=0, media_bind=["203.0.113.9"]))
    with pytest.raises(StartRefused):
        media.start(lambda batch: None)


@pytest.mark.asyncio
async def test_datagrams_that_are_nothing_do_no_harm() -> None:
    media = started()
    port = media.addresses[0]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for datagram in (
            b"",
            b"\x00",
            b"\xff" * 1500,
            b"\x00\x01\x00\x08\x21\x12\xa4\x42" + b"\x00" * 12,
            b"\x16\xfe\xfd" * 9,
        ):
            sender.sendto(datagram, ("127.0.0.1", port))
    told: list[events.Event] = []
    media.obey(commands.OpenRoom(1))
    assert not told
    media.stop()


def test_the_double_answers_as_the_rooms_expect() -> None:
    told: list[events.Event] = []
    media = ScriptedMedia()
    media.start(told.extend)
    media.obey(commands.AddParticipant(1, 2, True))
    media.obey(commands.PublisherOffer(2, 5, offer(("0", "audio", "cid"))))
    media.obey(commands.OpenSubscriber(2))
    media.deliver()
    answer, _, offered = told
    assert isinstance(answer, events.PublisherAnswer)
    assert answer.media == [("0", "audio", "cid", True)]
    assert isinstance(offered, events.SubscriberOffer)


def test_the_double_reads_sections_as_browsers_write_them() -> None:
    sdp = "v=0\r\ns=-\r\nm=application 9 x y\r\na=mid:0\r\nm=video 9 x 96\r\na=mid:1\r\na=msid:- abc\r\na=sendrecv\r\n"
    assert list(sections(sdp)) == [("1", "video", "abc", True)]
