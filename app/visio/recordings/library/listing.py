"""Recordings as the library shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, cast

from django.db.models import QuerySet

from visio.accounts.models import Account
from visio.errors.general import NotThere
from visio.jobs.models import IS_OPEN, Job
from visio.recordings import quota
from visio.recordings.access import Access, hosted_by, shared_with, shares_for
from visio.recordings.library.schemas import (
    CanOut,
    ListedState,
    QuotaOut,
    RecordingItem,
    RecordingsOut,
    TextState,
)
from visio.recordings.library.searching import fits
from visio.recordings.models import (
    ACTIVE,
    KEPT,
    Answer,
    Consent,
    Origin,
    Recording,
    RecordingState,
    Removal,
)
from visio.rooms.models import RoomRole

PAGE = 50
NAMES_SHOWN = 20

_LISTED = (*ACTIVE, *KEPT, RecordingState.FAILED)


def mine(account: Account, search: str, cursor: str | None) -> RecordingsOut:
    """Recordings that one may manage, the newest first, 50 at a time, with what they take of what they may take."""
    found = hosted_by(account).filter(fits(search), state__in=_LISTED)
    items, after = _page(found, cursor)
    return RecordingsOut(items=[_hosted(account, each) for each in items], next=after, quota=_quota(account))


def shared(account: Account, search: str, cursor: str | None, now: datetime) -> RecordingsOut:
    """Recordings that others share."""
    found = fits(search, readable=shared_with(account, now, readable=True))
    items, after = _page(shared_with(account, now).filter(found), cursor)
    shown = []
    for recording in items:
        shares = shares_for(account, recording, now)
        if shares:
            shown.append(item(Access(recording, account, owner=False, host=False, shares=shares)))
    return RecordingsOut(items=shown, next=after, quota=None)


def of_call(account: Account, call: str) -> RecordingsOut:
    """What became of the recordings of one call: for the page after it, also while one still runs.

    Raises NotThere for a call without recordings of one's own.
    """
    found = hosted_by(account).filter(call=call, state__in=_LISTED).select_related("room").order_by("-asked_at")
    recordings = list(found[:PAGE])
    if not recordings:
        raise NotThere
    return RecordingsOut(items=[_hosted(account, each) for each in recordings], next=None, quota=None)


def item(access: Access) -> RecordingItem:
    recording = access.recording
    people = list(recording.people.filter(removed=False))
    agreed = [person.name for person in people if was_recorded(person.answer, person.history)]
    return RecordingItem(
        id=recording.pk,
        title=recording.title,
        origin=cast('Literal["call", "import"]', recording.origin),
        room=recording.room.code if recording.room is not None and access.host else None,
        state=cast(ListedState, recording.state),
        percent=_percent(recording),
        problem=recording.problem or None,
        started_at=recording.started_at or recording.asked_at,
        seconds=round(recording.seconds, 3),
        bytes=recording.bytes,
        people=agreed[:NAMES_SHOWN],
        declined=len(people) - len(agreed),
        parts=recording.parts.count(),
        picture=recording.picture,
        transcript=_text_state(recording) if access.may_read else None,
        delete_on=recording.delete_at,
        role="host" if access.host else "viewer",
        can=_can(access),
    )


def _can(access: Access) -> CanOut:
    recording = access.recording
    kept = recording.state in KEPT
    return CanOut(
        play=recording.state == RecordingState.READY and recording.playable,
        read=access.may_read,
        download=access.may_download and recording.state == RecordingState.READY,
        edit=access.host and kept,
        share=access.host and kept,
        extend=access.host and kept,
        delete=access.owner and recording.state not in ACTIVE,
        remove_me=may_ask_removal(access),
    )


def may_ask_removal(access: Access) -> bool:
    """Somebody with an account who is in the recording and has not asked yet."""
    if access.account is None or access.recording.state != RecordingState.READY:
        return False
    if not recorded_presences(access):
        return False
    return not Removal.objects.filter(recording=access.recording, account=access.account).exists()


def recorded_presences(access: Access) -> list[Consent]:
    """Where the reader is in the recording: people may be there with two devices, and agree on one of them."""
    mine = access.recording.people.filter(account=access.account, removed=False).order_by("pk")
    return [me for me in mine if was_recorded(me.answer, me.history)]


def was_recorded(answer: str, history: list[list[str]]) -> bool:
    """Whoever accepted at any time may be in it."""
    return answer == Answer.ACCEPTED or any(line[0] == Answer.ACCEPTED for line in history)


def _hosted(account: Account, recording: Recording) -> RecordingItem:
    if recording.origin == Origin.IMPORT:
        owner = recording.owner_id == account.pk
    else:
        role = RoomRole.objects.filter(room=recording.room_id, email=account.email, role=RoomRole.OWNER)
        owner = recording.room_id is not None and role.exists()
    return item(Access(recording, account, owner=owner, host=True))


def _percent(recording: Recording) -> float | None:
    if recording.state != RecordingState.CAPTURED:
        return None
    job = Job.objects.filter(IS_OPEN, subject=recording.pk, kind__in=("finish", "import")).first()
    return job.percent if job is not None else 0.0


def _text_state(recording: Recording) -> TextState | None:
    text = getattr(recording, "text", None)  # of the domain `transcripts`, which hangs itself on
    return cast(TextState, text.state) if text is not None else None


def _page(found: QuerySet[Recording], cursor: str | None) -> tuple[list[Recording], str | None]:
    """By time and identifier, so that the cursor stays good when recordings come and go."""
    if cursor and (at := Recording.objects.filter(pk=cursor[:22]).values_list("asked_at", flat=True).first()):
        found = found.filter(asked_at__lte=at).exclude(asked_at=at, pk__gte=cursor)
    rows = list(found.select_related("room").order_by("-asked_at", "-pk")[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None


def _quota(account: Account) -> QuotaOut:
    """What the recordings of one's rooms take, of what these rooms may take together."""
    usage = quota.of_person(account)
    return QuotaOut(used=usage.used, limit=usage.limit or None)
