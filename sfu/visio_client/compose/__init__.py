"""One file to watch of the separate tracks, made after the meeting by the installed ffmpeg program.

    from visio_client.compose import Part, compose

    made = compose([Part(folder, offset=0.0)], target, layout="grid")

A layout is chosen afterwards. The time line is cut where the picture changes; only cameras that are shown are decoded.
"""

from visio_client.compose.errors import ComposeFailed, ComposeUnavailable
from visio_client.compose.meeting import Part, Someone
from visio_client.compose.produce import Chapter, Composed, LayoutName, Words, compose

__all__ = [
    "Chapter",
    "ComposeFailed",
    "ComposeUnavailable",
    "Composed",
    "LayoutName",
    "Part",
    "Someone",
    "Words",
    "compose",
]
