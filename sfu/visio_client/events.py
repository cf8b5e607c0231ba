"""What happens to a participant, by the names used here."""

from typing import TypeAlias

from visio_sfu.media._native import ClientData as Message
from visio_sfu.media._native import ClientFrame as Frame
from visio_sfu.media._native import ClientJoined as Joined
from visio_sfu.media._native import ClientKeyframeWanted as KeyframeWanted
from visio_sfu.media._native import ClientLeft as Left
from visio_sfu.media._native import ClientParticipant as Person
from visio_sfu.media._native import ClientResumed as Resumed

Event: TypeAlias = Joined | Resumed | Left | Person | Frame | Message | KeyframeWanted
"""What `Participant` yields. Answers to `publish_audio` and `publish_video` are their return values instead."""

__all__ = ["Event", "Frame", "Joined", "KeyframeWanted", "Left", "Message", "Person", "Resumed"]
