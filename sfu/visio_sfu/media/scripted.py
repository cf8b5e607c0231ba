"""A double of the media engine for tests: it remembers every command and answers descriptions the same way each time.

It understands as much of SDP as the rooms care about: sections, their mid, direction and msid.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from visio_sfu.media import commands, events
from visio_sfu.media.engine import OnEvents


@dataclass(slots=True)
class _Peer:
    offer: int = 0
    received: dict[int, str] = field(default_factory=dict[int, str])
    """Track → msid of what its subscriber connection offers."""


class ScriptedMedia:
    def __init__(self) -> None:
        self.obeyed: list[commands.Command] = []
        self._peers: dict[int, _Peer] = {}
        self._answers: list[events.Event] = []
        self._on_events: OnEvents = lambda batch: None
        self._delivering = False

    # ---- the face of an engine

    @property
    def addresses(self) -> tuple[int, list[str]]:
        return 7882, ["127.0.0.1"]

    def start(self, on_events: OnEvents) -> None:
        self._on_events = on_events

    def stop(self) -> None:
        self._answers.clear()

    def obey(self, command: commands.Command) -> None:
        self.obeyed.append(command)
        self._answers.extend(self._consequences(command))

    # ---- what tests do with it

    def deliver(self) -> None:
        """Hands over what the commands so far have caused, until nothing more follows."""
        while self._answers:
            batch, self._answers = self._answers, []
            self._on_events(batch)

    def tell(self, *happened: events.Event) -> None:
        """Something happens in the engine by itself."""
        self._answers.extend(happened)
        self.deliver()

    # ---- details

    def _consequences(self, command: commands.Command) -> Iterator[events.Event]:
        match command:
            case commands.AddParticipant(participant=number):
                self._peers[number] = _Peer()
            case commands.RemoveParticipant(participant=number):
                self._peers.pop(number, None)
            case commands.PublisherOffer(participant=number, request=request, sdp=sdp):
                yield from self._answer(number, request, sdp)
            case commands.OpenSubscriber(participant=number) | commands.RestartSubscriberIce(participant=number):
                yield from self._offer(number)
            case commands.Subscribe(participant=number, track=track, stream_id=stream, track_id=track_id):
                if number in self._peers:
                    self._peers[number].received[track] = f"{stream} {track_id}"
                    yield from self._offer(number)
            case commands.Unsubscribe(participant=number, track=track):
                if number in self._peers and self._peers[number].received.pop(track, None):
                    yield from self._offer(number)
            case commands.SubscriberAnswer(participant=number, offer=offer):
                if number in self._peers and offer == self._peers[number].offer:
                    yield events.TransportState(number, "subscriber", "connected")
            case _:
                pass

    def _answer(self, number: int, request: int, sdp: str) -> Iterator[events.Event]:
        if number not in self._peers:
            return
        if not sdp.startswith("v=0"):
            yield events.NegotiationFailed(number, "publisher", request, "the description does not begin with v=0")
            return
        media = list(sections(sdp))
        answer = "v=0\r\n" + "".join(f"m={kind} 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:{mid}\r\n" for mid, kind, _, _ in media)
        yield events.PublisherAnswer(number, request, answer, media)
        yield events.TransportState(number, "publisher", "connected")

    def _offer(self, number: int) -> Iterator[events.Event]:
        peer = self._peers.get(number)
        if peer is None:
            return
        peer.offer += 1
        lines = "".join(
            f"m=media 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:{mid}\r\na=msid:{msid}\r\n"
            for mid, msid in enumerate(peer.received.values())
        )
        yield events.SubscriberOffer(number, peer.offer, "v=0\r\n" + lines)


def sections(sdp: str) -> Iterator[tuple[str, str, str, bool]]:
    """Mid, kind, track id of the msid, and whether it sends, of each section for sound or picture."""
    for text in sdp.split("\nm=")[1:]:
        kind = text.partition(" ")[0]
        lines = (line.removeprefix("a=").partition(":") for line in text.splitlines() if line.startswith("a="))
        attributes = {name: value for name, _, value in lines}
        if kind in {"audio", "video"}:
            track_id = attributes.get("msid", "").partition(" ")[2].strip()
            yield attributes.get("mid", ""), kind, track_id, "sendonly" in attributes or "sendrecv" in attributes


def offer(*media: tuple[str, str, str], direction: str = "sendonly") -> str:
    """An offer as a client makes it: each of mid, kind and client track id."""
    return "v=0\r\n" + "".join(
        f"m={kind} 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:{mid}\r\na=msid:stream {cid}\r\na={direction}\r\n"
        for mid, kind, cid in media
    )
