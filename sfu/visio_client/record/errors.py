"""What can go wrong with a recording, each with a stable code."""

from visio_client.errors import ClientError


class RecordError(ClientError):
    """Codes: `occupied` (the folder holds a part already), `unwritable` (the folder cannot be written), `disk` (no room
    left), `unknown-track`, `not-opus`.
    """


class NotARecording(RecordError):
    """A folder holds no part of a recording, or one that cannot be read."""

    def __init__(self, sentence: str = "The folder holds no recording that can be read.") -> None:
        super().__init__("not-a-recording", sentence)
