"""Where an exception was raised, without its text."""

from __future__ import annotations

import traceback
from pathlib import Path


def place(error: BaseException) -> str:
    """`KeyError at services.py:40 < api.py:12 …`: kind and the innermost lines, never the message."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    steps = " < ".join(
        f"{Path(frame.filename).parent.name}/{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames)
    )
    return f"{type(error).__name__} at {steps}"
