"""Who is speaking, told to those who hear them."""

from math import ceil
from typing import Final

from livekit.protocol.models import SpeakerInfo
from livekit.protocol.rtc import SignalResponse, SpeakersChanged
from visio_sfu.rooms.participant import Participant
from visio_sfu.rooms.state import RoomState

# A level moves in eighths, so that a voice that wavers does not send a message each time.
_STEPS: Final = 8


class Speakers:
    """Turns the engine's list of everybody heard into what changed for each participant."""

    def __init__(self, state: RoomState) -> None:
        self._state = state
        self._levels: dict[int, float] = {}

    def heard(self, speakers: list[tuple[int, float]]) -> None:
        """`speakers`: participant number and loudness from 0 to 1 of all who are heard now."""
        self._levels = {
            number: ceil(min(level, 1.0) * _STEPS) / _STEPS
            for number, level in speakers
            if level > 0 and number in self._state.participants and not self._state.participants[number].dependent
        }
        for one in list(self._state.participants.values()):
            self._tell(one)

    def forget(self, one: Participant) -> None:
        self._levels.pop(one.number, None)
        for other in self._state.participants.values():
            other.heard.pop(one.sid, None)

    def again(self, one: Participant) -> None:
        """A participant whose socket was away learns everything anew."""
        one.heard.clear()
        self._tell(one)

    def _tell(self, one: Participant) -> None:
        now = {
            speaker.sid: level
            for number, level in self._levels.items()
            if (speaker := self._state.participants.get(number)) is not None and self._hears(one, speaker)
        }
        changes = [
            SpeakerInfo(sid=sid, level=level, active=True) for sid, level in now.items() if one.heard.get(sid) != level
        ]
        changes += [SpeakerInfo(sid=sid, level=0, active=False) for sid in one.heard if sid not in now]
        if changes:
            one.heard = now
            self._state.say(one, SignalResponse(speakers_changed=SpeakersChanged(speakers=changes)))

    def _hears(self, one: Participant, speaker: Participant) -> bool:
        return one is speaker or any(
            one.number in track.subscribers for track in speaker.published() if track.kind == "audio"
        )
