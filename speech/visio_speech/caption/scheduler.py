"""Who is decoded next when several people speak and the machine has few processors. No threads, no clock of its own.

Finals are never dropped and go first, the longest waiting ahead of the others. Of each voice at most one interim waits,
always the newest: under load interims become rarer, and that is all that is lost. One voice is decoded by one worker at
a time, so that its texts come in order.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from visio_speech.caption.utterances import Take

LATE_AFTER: Final = 2.0
"""Seconds that a final may wait before captions count as late."""
IN_TIME_AFTER: Final = 5.0
"""Seconds without such a wait until they count as in time again."""
QUICK: Final = 0.5
"""Seconds that decoding an interim may take without a rest after it."""
MOST_WAITING: Final = 600.0
"""Seconds of speech that may wait in finals; beyond that, new utterances are refused and counted."""


@dataclass(frozen=True)
class Job:
    """A take of one voice that waits since `since`."""

    voice: int
    take: Take
    since: float


class Scheduler:
    def __init__(self) -> None:
        self._finals: deque[Job] = deque()
        self._interims: dict[int, Job] = {}
        self._busy: set[int] = set()
        self._served: dict[int, float] = {}
        self._waiting = 0.0
        self._late_at: float | None = None
        self._rested = float("-inf")
        self.interims_dropped = 0
        self.refused = 0

    def ask(self, voice: int, take: Take, now: float) -> bool:
        """Something to decode. False when it is refused, which happens to finals alone and beyond MOST_WAITING."""
        job = Job(voice, take, now)
        if not take.final:
            self.interims_dropped += voice in self._interims
            self._interims[voice] = job
            return True
        if self._interims.pop(voice, None) is not None:
            self.interims_dropped += 1
        if self._waiting + take.seconds > MOST_WAITING:
            self.refused += 1
            self._late_at = now
            return False
        self._finals.append(job)
        self._waiting += take.seconds
        return True

    def take(self, now: float) -> Job | None:
        """The next one for a free worker, or None. `done` must follow."""
        job = self._next_final() or self._next_interim(now)
        if job is None:
            return None
        if job.take.final:
            self._finals.remove(job)
            self._waiting -= job.take.seconds
            if now - job.since > LATE_AFTER:
                self._late_at = now
        else:
            del self._interims[job.voice]
        self._busy.add(job.voice)
        self._served[job.voice] = now
        return job

    def done(self, job: Job, now: float) -> None:
        """The worker is free again.

        An interim that took long is followed by a rest, in which only what may be final is decoded: on a busy machine
        finals would else wait for an interim most of the time.
        """
        self._busy.discard(job.voice)
        if not job.take.whole:
            took = now - self._served.get(job.voice, now)
            self._rested = now + max(0.0, took - QUICK)

    def forget(self, voice: int) -> None:
        """The voice is gone. Its finals stay."""
        self._interims.pop(voice, None)
        if not any(job.voice == voice for job in self._finals):
            self._served.pop(voice, None)

    def late(self, now: float) -> bool:
        """Whether finals have to wait, or had to a moment ago."""
        if self._finals and now - self._finals[0].since > LATE_AFTER:
            self._late_at = now
        return self._late_at is not None and now - self._late_at < IN_TIME_AFTER

    def _next_final(self) -> Job | None:
        return next((job for job in self._finals if job.voice not in self._busy), None)

    def _next_interim(self, now: float) -> Job | None:
        """What may turn out to be final first, then who was not served for longest."""
        free = [
            job
            for voice, job in self._interims.items()
            if voice not in self._busy and (job.take.whole or now >= self._rested)
        ]
        return min(free, key=lambda job: (not job.take.whole, self._served.get(job.voice, 0.0)), default=None)
