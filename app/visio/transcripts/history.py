"""What was changed in a text, by whom and when."""

from __future__ import annotations

from typing import cast

from visio.transcripts.models import Change, ChangeKind, Transcript
from visio.transcripts.schemas import ChangeOut, HistoryOut

PAGE = 50


def history(transcript: Transcript, cursor: str | None) -> HistoryOut:
    """The latest changes, or those before a cursor; newest first."""
    changes = transcript.changes.select_related("account").order_by("-pk")
    if cursor and cursor.isdigit() and len(cursor) < 19:
        changes = changes.filter(pk__lt=int(cursor))
    found = list(changes[: PAGE + 1])
    more = str(found[PAGE - 1].pk) if len(found) > PAGE else None
    return HistoryOut(items=[_shown(change) for change in found[:PAGE]], next=more)


def _shown(change: Change) -> ChangeOut:
    of_turn = change.kind == ChangeKind.TURN
    return ChangeOut(
        version=change.version,
        at=change.at,
        by=change.account.name if change.account is not None else None,
        turn=int(change.target) if of_turn else None,
        speaker=str(change.after["speaker"]) if of_turn else change.target,
        before=_text(change.before),
        after=_text(change.after),
        restored=change.restored,
    )


def _text(values: dict[str, object]) -> str:
    if "name" in values:
        return str(values["name"])
    return " ".join(str(word[2]) for word in cast("list[list[object]]", values["words"]))
