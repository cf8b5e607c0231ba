"""Minutes, drafted from a text by a language model that the operator named. Without one nothing is sent anywhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.db import transaction

from visio.accounts.models import Account
from visio.audit.services import record
from visio.config import options
from visio.jobs import services as jobs
from visio.recordings.models import Recording
from visio.transcripts.errors import MinutesImpossible
from visio.transcripts.models import Minutes, MinutesState, Transcript
from visio.transcripts.reading import require_text, transcript_of
from visio.transcripts.schemas import MinutesOut, MinutesWord, StatementOut
from visio.transcripts.text import MinutesText, Statement

KIND = "minutes"
OPEN = (MinutesState.QUEUED, MinutesState.WORKING)


def possible() -> bool:
    chosen = options.current()
    return bool(chosen.minutes_url and chosen.minutes_model)


def ask(recording: Recording, *, by: Account, now: datetime) -> Minutes:
    """Has minutes drafted, or drafted again. Raises MinutesImpossible, TranscriptNotReady."""
    if not possible():
        raise MinutesImpossible
    with transaction.atomic():
        transcript = require_text(recording)
        minutes, _ = Minutes.objects.select_for_update().get_or_create(transcript=transcript)
        if minutes.job and minutes.state in OPEN:
            return minutes
        minutes.state, minutes.why, minutes.asked_at = MinutesState.QUEUED, "", now
        minutes.job = jobs.add(KIND, recording.pk, asked=now.isoformat()).pk
        minutes.save()
        record("transcript.minutes-asked", at=now, account=by.pk, subject=recording.pk)
    return minutes


def shown(recording: Recording) -> MinutesOut:
    transcript = transcript_of(recording)
    minutes = Minutes.objects.filter(transcript=transcript).first() if transcript is not None else None
    if transcript is None or minutes is None:
        return _out("none", {}, None, outdated=False)
    outdated = minutes.content is not None and minutes.version != transcript.version
    return _out(cast(MinutesWord, minutes.state), minutes.content or {}, minutes, outdated=outdated)


def _out(state: MinutesWord, content: dict[str, Any], minutes: Minutes | None, *, outdated: bool) -> MinutesOut:
    return MinutesOut(
        state=state,
        possible=possible(),
        why=(minutes.why or None) if minutes is not None else None,
        outdated=outdated,
        made_at=minutes.made_at if minutes is not None else None,
        language=content.get("language"),
        summary=_statements(content, "summary"),
        decisions=_statements(content, "decisions"),
        tasks=_statements(content, "tasks"),
    )


def _statements(content: dict[str, Any], name: str) -> list[StatementOut]:
    return [StatementOut.model_validate(statement) for statement in content.get(name, [])]


def drafted(transcript: Transcript) -> MinutesText | None:
    """The minutes for a file; the last draft, also while another is made."""
    minutes = of(transcript)
    if minutes is None or minutes.content is None:
        return None
    summary, decisions, tasks = (
        [_spoken(one) for one in _statements(minutes.content, name)] for name in ("summary", "decisions", "tasks")
    )
    return MinutesText(summary, decisions, tasks, outdated=minutes.version != transcript.version)


def _spoken(one: StatementOut) -> Statement:
    return Statement(one.text, one.at, one.who or "", one.due or "")


def keep(minutes_id: int, content: dict[str, Any], *, version: int, now: datetime) -> None:
    """A finished draft. Nothing when it was asked for anew meanwhile, or the text is gone."""
    Minutes.objects.filter(pk=minutes_id, state=MinutesState.WORKING).update(
        state=MinutesState.READY, content=content, version=version, why="", made_at=now
    )


def over(minutes: Minutes, code: str) -> None:
    """No new draft. One that was there before stays."""
    state = MinutesState.READY if minutes.content is not None else MinutesState.FAILED
    Minutes.objects.filter(pk=minutes.pk).update(state=state, why=code)


def of(transcript: Transcript) -> Minutes | None:
    return Minutes.objects.filter(transcript=transcript).first()
