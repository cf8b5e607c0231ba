"""What happens to a recorder, in order."""

from typing import TypeAlias

from visio_sfu.media._native import RecorderBack as Back
from visio_sfu.media._native import RecorderEnded as Ended
from visio_sfu.media._native import RecorderFreed as Freed
from visio_sfu.media._native import RecorderHeld as Held
from visio_sfu.media._native import RecorderLost as Lost
from visio_sfu.media._native import RecorderNotRecorded as NotRecorded
from visio_sfu.media._native import RecorderSpeaking as Speaking
from visio_sfu.media._native import RecorderTrackClosed as TrackClosed
from visio_sfu.media._native import RecorderTrackOpened as TrackOpened
from visio_sfu.media._native import RecorderWritten as Written

Event: TypeAlias = TrackOpened | TrackClosed | NotRecorded | Written | Speaking | Held | Freed | Lost | Back | Ended
"""What `Capture` yields; nothing follows `Ended`."""

__all__ = [
    "Back",
    "Ended",
    "Event",
    "Freed",
    "Held",
    "Lost",
    "NotRecorded",
    "Speaking",
    "TrackClosed",
    "TrackOpened",
    "Written",
]
