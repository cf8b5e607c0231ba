"""What can go wrong while composing, each with a stable code."""

from visio_client.errors import ClientError


class ComposeUnavailable(ClientError):
    """The machine lacks a program. Code `ffmpeg-missing`."""

    def __init__(self) -> None:
        super().__init__(
            "ffmpeg-missing", "Composing needs the programs ffmpeg and ffprobe: install the package ffmpeg."
        )


class ComposeFailed(ClientError):
    """Codes: `disk` (no room left), `nothing` (there is no track), `ffmpeg-failed`."""
