"""How good connections are."""

from typing import Final

from livekit.protocol.models import ConnectionQuality
from livekit.protocol.rtc import ConnectionQualityInfo, ConnectionQualityUpdate, SignalResponse
from visio_sfu.rooms.participant import Participant
from visio_sfu.rooms.state import RoomState

_EXCELLENT_ABOVE: Final = 80.0
_GOOD_ABOVE: Final = 40.0
# The score that goes with a quality nobody measured.
_SCORE_OF_LOST: Final = 0.0


class Quality:
    def __init__(self, state: RoomState) -> None:
        self._state = state
        self._last: dict[int, tuple[ConnectionQuality, float]] = {}

    def measured(self, one: Participant, score: float, *, lost: bool) -> None:
        quality = ConnectionQuality.LOST if lost else _quality(score)
        self._changed(one, quality, score)

    def lost(self, one: Participant) -> None:
        """Nothing is heard of the participant's connection."""
        self._changed(one, ConnectionQuality.LOST, _SCORE_OF_LOST)

    def returned(self, one: Participant) -> None:
        last = self._last.get(one.number)
        if last is not None and last[0] == ConnectionQuality.LOST:
            self._changed(one, ConnectionQuality.GOOD, _EXCELLENT_ABOVE)

    def forget(self, one: Participant) -> None:
        self._last.pop(one.number, None)

    def again(self, one: Participant) -> None:
        """All qualities, for one who has just come or resumed."""
        for number, (quality, score) in self._last.items():
            about = self._state.participants.get(number)
            if about is not None and not about.hidden:
                self._state.say(one, _message(about, quality, score))

    def _changed(self, one: Participant, quality: ConnectionQuality, score: float) -> None:
        previous = self._last.get(one.number)
        if previous is not None and previous[0] == quality:
            return
        self._last[one.number] = (quality, score)
        if not one.hidden:
            self._state.say(self._state.others(one), _message(one, quality, score))
        # A client that hears LOST of itself for 10 s makes a full reconnect; while its socket still brings the
        # message that is not so.
        own = ConnectionQuality.POOR if quality == ConnectionQuality.LOST else quality
        self._state.say(one, _message(one, own, score))


def _quality(score: float) -> ConnectionQuality:
    if score > _EXCELLENT_ABOVE:
        return ConnectionQuality.EXCELLENT
    return ConnectionQuality.GOOD if score > _GOOD_ABOVE else ConnectionQuality.POOR


def _message(one: Participant, quality: ConnectionQuality, score: float) -> SignalResponse:
    # The protocol's score runs from 0 to 5, like a mean opinion score.
    info = ConnectionQualityInfo(participant_sid=one.sid, quality=quality, score=score / 20)
    return SignalResponse(connection_quality=ConnectionQualityUpdate(updates=[info]))
