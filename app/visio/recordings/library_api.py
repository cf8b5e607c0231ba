"""`/recordings…` and `/shared/open`: recordings after the call."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from ninja import Router, Status

from visio.accounts.actors import account_of, actor_of
from visio.config.clock import now
from visio.limits import rates
from visio.recordings.access import Access, reading
from visio.recordings.errors import RecordingNotReady
from visio.recordings.library import chapters, files, listing, manage, openings, removals, shares
from visio.recordings.library.schemas import (
    AddressOut,
    ChapterIn,
    ChaptersOut,
    ComposedListOut,
    ComposedOut,
    ComposeIn,
    RecordingChange,
    RecordingItem,
    RecordingsOut,
    RemovalOut,
    RemovalsOut,
    ShareIn,
    ShareMade,
    ShareOpened,
    ShareOpenIn,
    SharesOut,
    TimelineOut,
)
from visio.recordings.library.timeline import timeline
from visio.recordings.models import RecordingState

router = Router(tags=["recordings"])
shared = Router(tags=["recordings"])

Done = Status[None]
DONE: Done = Status(204, None)
NOTHING = {204: None}


def _access(request: HttpRequest, recording: str) -> Access:
    actor = actor_of(request)
    rates.take(rates.READ, actor.key)
    return reading(actor, recording)


@router.get("", response=RecordingsOut, by_alias=True)
def library(
    request: HttpRequest,
    kind: Literal["mine", "shared"] = "mine",
    search: str = "",
    call: str | None = None,
    cursor: str | None = None,
) -> RecordingsOut:
    """Mine, or shared with me; with `call` those of one call, also while one still runs."""
    account = account_of(request)
    rates.take(rates.READ, account.pk)
    if call is not None:
        return listing.of_call(account, call)
    if kind == "shared":
        return listing.shared(account, search, cursor, now())
    return listing.mine(account, search, cursor)


@router.get("/{recording}", response=RecordingItem, by_alias=True)
def read(request: HttpRequest, recording: str) -> RecordingItem:
    return listing.item(_access(request, recording))


@router.patch("/{recording}", response=RecordingItem, by_alias=True)
def change(request: HttpRequest, recording: str, body: RecordingChange) -> RecordingItem:
    access = _access(request, recording)
    if body.title is not None:
        manage.rename(access, body.title, now())
    return listing.item(access)


@router.delete("/{recording}", response=NOTHING)
def delete(request: HttpRequest, recording: str) -> Done:
    manage.delete(_access(request, recording), now())
    return DONE


@router.post("/{recording}/extend", response=RecordingItem, by_alias=True)
def extend(request: HttpRequest, recording: str) -> RecordingItem:
    """Keeps it longer, up to the bound."""
    access = _access(request, recording)
    manage.extend(access, now())
    return listing.item(access)


@router.post("/{recording}/retry", response=RecordingItem, by_alias=True)
def retry(request: HttpRequest, recording: str) -> RecordingItem:
    """Tries once more to prepare what was written."""
    access = _access(request, recording)
    manage.retry(access, now())
    return listing.item(access)


@router.get("/{recording}/timeline", response=TimelineOut)
def read_timeline(request: HttpRequest, recording: str) -> TimelineOut:
    """What the player needs, with addresses of media that work for an hour. Reading it is opening the recording."""
    access = _access(request, recording)
    if access.recording.state != RecordingState.READY:
        raise RecordingNotReady
    if access.account is not None:
        openings.by_account(access.recording, access.account, access.share, now())
    return timeline(access.recording)


@router.post("/{recording}/chapters", response={201: ChaptersOut})
def add_chapter(request: HttpRequest, recording: str, body: ChapterIn) -> Status[ChaptersOut]:
    """Names a place of the recording; answers all chapters."""
    access = _access(request, recording)
    chapters.add(access, body.at, body.title, now())
    return Status(201, ChaptersOut(items=timeline(access.recording).chapters))


@router.delete("/{recording}/chapters/{chapter}", response=ChaptersOut)
def remove_chapter(request: HttpRequest, recording: str, chapter: str) -> ChaptersOut:
    """Takes out a chapter that was added by hand; answers those that are left."""
    access = _access(request, recording)
    chapters.remove(access, chapter, now())
    return ChaptersOut(items=timeline(access.recording).chapters)


@router.get("/{recording}/files", response=ComposedListOut)
def read_files(request: HttpRequest, recording: str) -> ComposedListOut:
    return ComposedListOut(items=files.files(_access(request, recording)))


@router.post("/{recording}/files", response={201: ComposedOut})
def compose(request: HttpRequest, recording: str, body: ComposeIn) -> Status[ComposedOut]:
    """Makes one file of the tracks, in a layout chosen now."""
    return Status(201, files.compose(_access(request, recording), body.layout, now()))


@router.post("/{recording}/files/{file}/retry", response=ComposedOut)
def retry_file(request: HttpRequest, recording: str, file: str) -> ComposedOut:
    return files.retry(_access(request, recording), file)


@router.delete("/{recording}/files/{file}", response=NOTHING)
def remove_file(request: HttpRequest, recording: str, file: str) -> Done:
    """Calls the work off, or deletes the file."""
    files.remove(_access(request, recording), file, now())
    return DONE


@router.get("/{recording}/download/{what}", response=AddressOut)
def download(request: HttpRequest, recording: str, what: str) -> AddressOut:
    """The address of a composed file, of `sound` or of `tracks`; it works for an hour."""
    return AddressOut(url=files.address(_access(request, recording), what, now()))


@router.get("/{recording}/shares", response=SharesOut)
def read_shares(request: HttpRequest, recording: str) -> SharesOut:
    return SharesOut(items=shares.shares(_access(request, recording), now()))


@router.post("/{recording}/shares", response={201: ShareMade})
def share(request: HttpRequest, recording: str, body: ShareIn) -> Status[ShareMade]:
    return Status(201, shares.share(_access(request, recording), body, now()))


@router.delete("/{recording}/shares/{share}", response=NOTHING)
def revoke(request: HttpRequest, recording: str, share: str) -> Done:
    shares.revoke(_access(request, recording), share, now())
    return DONE


@router.get("/{recording}/removals", response=RemovalsOut)
def read_removals(request: HttpRequest, recording: str) -> RemovalsOut:
    return RemovalsOut(items=removals.removals(_access(request, recording)))


@router.post("/{recording}/removals", response={201: RemovalOut})
def ask_removal(request: HttpRequest, recording: str) -> Status[RemovalOut]:
    """Remove me."""
    return Status(201, removals.ask(_access(request, recording), now()))


@router.post("/{recording}/removals/{removal}/accept", response=RemovalOut)
def accept_removal(request: HttpRequest, recording: str, removal: str) -> RemovalOut:
    return removals.accept(_access(request, recording), removal, now())


@router.post("/{recording}/removals/{removal}/refuse", response=RemovalOut)
def refuse_removal(request: HttpRequest, recording: str, removal: str) -> RemovalOut:
    return removals.refuse(_access(request, recording), removal, now())


@shared.post("/open", response=ShareOpened)
def open_share(request: HttpRequest, body: ShareOpenIn) -> ShareOpened:
    """Opens a link. Unknown, expired and revoked ones get the same answer."""
    return shares.open_link(body.token, body.password, address=actor_of(request).address, now=now())
