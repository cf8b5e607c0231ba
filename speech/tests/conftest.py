"""Settings of all tests of speech."""

from __future__ import annotations

from hypothesis import settings

# How long an example takes says more about the machine than about the code.
settings.register_profile("speech", deadline=None)
settings.load_profile("speech")
