"""Participants without a browser, in a process of their own: `sfu/crates/client/examples/load`."""

import json
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bench.preparation import LOAD

# Joining, gathering and settling take less; a load that hangs ends.
PATIENCE_S = 120


class LoadFailed(RuntimeError):
    """The load did not come about; the text says why."""


@dataclass(frozen=True)
class Carried:
    """What went through the server while it was measured."""

    seconds: float
    packets_sent: int
    packets_forwarded: int
    audio_frames: int
    frames_by_layer: tuple[int, int, int]
    frames_wanted: int
    frames_lost: int
    settled_after: float | None
    """Seconds until everybody received all of everybody; None when it did not come to that."""
    delay_p50_ms: float
    delay_p99_ms: float

    @property
    def share_received(self) -> float:
        """Frames received in the largest layer (sound included), as a part of all that were sent to somebody."""
        return (self.audio_frames + self.frames_by_layer[2]) / self.frames_wanted

    @property
    def lost_share(self) -> float:
        """Frames that never came, as a part of those that should have."""
        frames = self.audio_frames + sum(self.frames_by_layer)
        return self.frames_lost / max(1, frames + self.frames_lost)


def carry(
    url: str,
    tokens: Sequence[str],
    *,
    seconds: int,
    layers: int,
    on_begin: Callable[[], None],
    on_end: Callable[[], None],
) -> Carried:
    """Lets as many people meet as there are tokens; calls back where the measured time begins and ends.

    `layers`: 1 or 3. Raises LoadFailed.
    """
    order = {"url": url, "tokens": list(tokens), "seconds": seconds, "layers": layers, "threads": 1}
    process = subprocess.Popen(
        [LOAD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    )
    assert process.stdin is not None and process.stdout is not None and process.stderr is not None
    limit = threading.Timer(PATIENCE_S + seconds, process.kill)
    limit.start()
    try:
        process.stdin.write(json.dumps(order))
        process.stdin.close()
        result: dict[str, Any] = {}
        for line in process.stdout:
            said: dict[str, Any] = json.loads(line)
            if said["event"] == "started":
                on_begin()
            elif said["event"] == "ended":
                on_end()
            else:
                result = said
        problem = process.stderr.read().strip()
        if process.wait() != 0 or not result:
            raise LoadFailed(problem or f"the load ended with {process.returncode}")
    finally:
        limit.cancel()
        process.kill()
        process.wait()
    low, middle, high = result["frames_by_layer"]
    return Carried(
        seconds=result["seconds"],
        packets_sent=result["packets_sent"],
        packets_forwarded=result["packets_forwarded"],
        audio_frames=result["audio_frames"],
        frames_by_layer=(low, middle, high),
        frames_wanted=result["frames_wanted"],
        frames_lost=result["frames_lost"],
        settled_after=result["settled_after"],
        delay_p50_ms=result["delay_us"]["p50"] / 1000,
        delay_p99_ms=result["delay_us"]["p99"] / 1000,
    )
