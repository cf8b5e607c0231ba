"""The job `erase`: bytes go. The rows went before, so that nobody sees what is about to go."""

from __future__ import annotations

from visio.audit.services import record
from visio.config.clock import now
from visio.jobs.kinds import Running
from visio.storage.current import storage


def erase(job: Running) -> None:
    """Everything under the recording's key, or with the argument `key` that part of it. Repeatable."""
    freed = storage().delete(str(job.arguments.get("key") or job.subject))
    if freed:
        record("recording.bytes-erased", at=now(), subject=job.subject, bytes=freed)
