"""A recorder: takes part in a room, writes the packets of those who agreed as they come, and makes files of them.

    from visio_client.record import Capture, Ended, finish

    capture = await Capture.start(url, token, folder)
    capture.permit("identity", participant="…", name="Léa Martin")
    async for event in capture:
        ...
    manifest = finish(folder)

Nothing is encoded. Only `audio` and `OpusDecoder` decode.
"""

from visio_client.record.capture import Capture, Person
from visio_client.record.errors import NotARecording, RecordError
from visio_client.record.events import (
    Back,
    Ended,
    Event,
    Freed,
    Held,
    Lost,
    NotRecorded,
    Speaking,
    TrackClosed,
    TrackOpened,
    Written,
)
from visio_client.record.manifest import Fit, Manifest, Picture, RefusedTrack, Track, finish, read
from visio_client.record.sound import OpusDecoder, Pcm, audio

__all__ = [
    "Back",
    "Capture",
    "Ended",
    "Event",
    "Fit",
    "Freed",
    "Held",
    "Lost",
    "Manifest",
    "NotARecording",
    "NotRecorded",
    "OpusDecoder",
    "Pcm",
    "Person",
    "Picture",
    "RecordError",
    "RefusedTrack",
    "Speaking",
    "Track",
    "TrackClosed",
    "TrackOpened",
    "Written",
    "audio",
    "finish",
    "read",
]
