"""Who may read and change a text: permissions follow the recording."""

from __future__ import annotations

from dataclasses import dataclass

from visio.accounts.actors import Actor
from visio.accounts.models import Account
from visio.errors.general import NotAllowed, NotThere, SignInRequired
from visio.recordings.models import IS_KEPT, Recording
from visio.rooms.access import role_of
from visio.rooms.roles import Role


@dataclass(frozen=True)
class Reader:
    """Somebody who may read the text of a recording; with `edits` also change it. `account` is None for a share."""

    recording: Recording
    account: Account | None
    edits: bool


@dataclass(frozen=True)
class Editor(Reader):
    account: Account


def reader(actor: Actor, recording: str) -> Reader:
    """Raises NotThere, SignInRequired."""
    account = actor.account
    if account is None:
        raise SignInRequired
    found = Recording.objects.select_related("room").filter(IS_KEPT, pk=recording).first()
    if found is None or not _hosts(account, found):
        raise NotThere
    return Reader(found, account, edits=True)


def editor(actor: Actor, recording: str) -> Editor:
    """Raises NotAllowed for somebody who may only read, NotThere, SignInRequired."""
    found = reader(actor, recording)
    if not found.edits or found.account is None:
        raise NotAllowed
    return Editor(found.recording, found.account, edits=True)


def _hosts(account: Account, recording: Recording) -> bool:
    if recording.owner_id == account.pk:
        return True
    if recording.room is not None and role_of(account, recording.room) == Role.OWNER:
        return True
    return recording.people.filter(account=account, host=True).exists()
