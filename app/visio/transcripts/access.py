"""Who may read and change a text: permissions follow the recording."""

from __future__ import annotations

from dataclasses import dataclass

from visio.accounts.actors import Actor
from visio.accounts.models import Account
from visio.errors.general import NotAllowed
from visio.recordings.access import hosting, reading
from visio.recordings.models import Recording


@dataclass(frozen=True)
class Reader:
    """Somebody who may read the text of a recording; with `downloads` take it along, with `edits` change it.

    `account` is None for a link.
    """

    recording: Recording
    account: Account | None
    downloads: bool
    edits: bool


@dataclass(frozen=True)
class Editor(Reader):
    account: Account


def reader(actor: Actor, recording: str) -> Reader:
    """Raises NotAllowed for a share without the text, NotThere, SignInRequired."""
    access = reading(actor, recording)
    if not access.may_read:
        raise NotAllowed
    return Reader(access.recording, access.account, downloads=access.may_download, edits=access.host)


def downloader(actor: Actor, recording: str) -> Reader:
    """Raises NotAllowed for a share without downloads or without the text, NotThere, SignInRequired."""
    found = reader(actor, recording)
    if not found.downloads:
        raise NotAllowed
    return found


def editor(actor: Actor, recording: str) -> Editor:
    """Hosts. Raises NotAllowed for somebody who may only read, NotThere, SignInRequired."""
    access = hosting(actor, recording)
    if access.account is None:
        raise NotAllowed
    return Editor(access.recording, access.account, downloads=True, edits=True)
