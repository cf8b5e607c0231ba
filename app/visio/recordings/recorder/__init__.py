"""`visio recorder <recording>`: a visible participant of the call that writes who agreed."""

from visio.recordings.recorder.child import run

__all__ = ["run"]
