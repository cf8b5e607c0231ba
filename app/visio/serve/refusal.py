"""Why a start is refused, as one sentence."""

from __future__ import annotations


class StartRefused(Exception):
    """`str()` is a sentence that says what is wrong and what helps."""
