"""A participant without a browser: joins a room of any LiveKit server, publishes and receives encoded media.

    from visio_client import Frame, join

    async with await join("ws://127.0.0.1:7880", token) as participant:
        microphone = await participant.publish_audio("microphone")
        async for event in participant:
            if isinstance(event, Frame):
                ...

Nothing is encoded or decoded here; `encoded` reads files that an encoder has written.
"""

from visio_client.errors import ClientError, JoinFailed, PublishFailed
from visio_client.events import Event, Frame, Joined, KeyframeWanted, Left, Message, Person, Resumed
from visio_client.participant import AudioTrack, Participant, VideoTrack, join

__all__ = [
    "AudioTrack",
    "ClientError",
    "Event",
    "Frame",
    "JoinFailed",
    "Joined",
    "KeyframeWanted",
    "Left",
    "Message",
    "Participant",
    "Person",
    "PublishFailed",
    "Resumed",
    "VideoTrack",
    "join",
]
