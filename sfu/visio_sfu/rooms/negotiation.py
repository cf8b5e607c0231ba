"""Session descriptions between a client and the engine: numbers of one translated to those of the other."""

from typing import Final

from livekit.protocol.rtc import SessionDescription, SignalResponse
from visio_sfu.media.commands import AddCandidate, PublisherOffer, SubscriberAnswer, Target
from visio_sfu.media.events import PublisherAnswer as Answered
from visio_sfu.media.events import SubscriberOffer as Offered
from visio_sfu.rooms.participant import Participant
from visio_sfu.rooms.state import RoomState

# Offers may overtake their answers; a client that has more open than this gets none for the oldest.
MAX_OPEN_OFFERS: Final = 16


class Negotiation:
    def __init__(self, state: RoomState) -> None:
        self._state = state

    def offer(self, one: Participant, description: SessionDescription) -> None:
        """The client's offer for the connection it sends on."""
        request = self._state.numbers.new()
        one.offers[request] = description.id
        while len(one.offers) > MAX_OPEN_OFFERS:
            del one.offers[next(iter(one.offers))]
        sound = [track for track in one.tracks.values() if track.kind == "audio"]
        self._state.order(
            PublisherOffer(
                one.number,
                request,
                description.sdp,
                stereo=tuple(track.cid for track in sound if track.is_stereo),
                without_red=tuple(track.cid for track in sound if track.is_without_red),
                without_dtx=tuple(track.cid for track in sound if track.is_without_dtx),
            )
        )

    def answered(self, one: Participant, event: Answered) -> None:
        offer_id = one.offers.pop(event.request, None)
        if offer_id is not None:
            answer = SessionDescription(type="answer", sdp=event.sdp, id=offer_id)
            self._state.say(one, SignalResponse(answer=answer))

    def offered(self, one: Participant, event: Offered) -> None:
        one.latest_offer = event.offer
        offer = SessionDescription(
            type="offer", sdp=event.sdp, id=event.offer, mid_to_track_id=tracks_by_mid(event.sdp)
        )
        self._state.say(one, SignalResponse(offer=offer))

    def answer(self, one: Participant, description: SessionDescription) -> None:
        """The client's answer. Older clients send no id: theirs is to the latest offer."""
        self._state.order(SubscriberAnswer(one.number, description.id or one.latest_offer, description.sdp))

    def candidate(self, one: Participant, target: Target, candidate: str) -> None:
        self._state.order(AddCandidate(one.number, target, candidate))


def tracks_by_mid(sdp: str) -> dict[str, str]:
    """Which section of an offer of ours carries which track: the track ids of `a=msid`, by mid (RFC 8830, RFC 9143).

    Browsers other than those of the Chromium family give received tracks names of their own.
    """
    found: dict[str, str] = {}
    for section in sdp.split("\nm=")[1:]:
        lines = [line.strip() for line in section.splitlines()]
        mid = next((line.removeprefix("a=mid:") for line in lines if line.startswith("a=mid:")), "")
        stream = next((line for line in lines if line.startswith("a=msid:")), "")
        track_id = stream.partition(" ")[2]
        if mid and track_id:
            found[mid] = track_id
    return found
