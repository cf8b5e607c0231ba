"""What ends a captioner."""

from __future__ import annotations


class CaptionerFailed(Exception):
    """`code` is stable, for the log: the worker starts another captioner, three times at most."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RecognitionFailed(CaptionerFailed):
    """The recognition process ended, or says that its engine cannot be used."""

    def __init__(self, code: str) -> None:
        super().__init__(code or "recognition-ended")


class RoomLost(CaptionerFailed):
    """The media engine let the captioner go while the call goes on."""
