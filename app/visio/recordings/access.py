"""The only way to get at a recording outside its call. What one may not know of looks like what does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from visio.accounts.actors import Actor
from visio.accounts.models import Account
from visio.config import options
from visio.config.clock import now as present
from visio.errors.general import NotAllowed, NotThere, SignInRequired
from visio.recordings.library.viewers import is_good
from visio.recordings.models import ACTIVE, KEPT, Consent, Origin, Recording, RecordingState, Share, ShareKind
from visio.rooms.models import RoomRole

# What hosts find in the library; the others see only what is ready or about to be.
_SHOWN = (*ACTIVE, *KEPT, RecordingState.FAILED, RecordingState.EXPIRED)


@dataclass(frozen=True)
class Access:
    """A recording and what one may do with it.

    Owners of the room and those who imported a file may delete; hosts of that call and owners may edit and share;
    others have it by shares, the best first; what one of them allows may be done, downloading and reading the text.
    """

    recording: Recording
    account: Account | None
    owner: bool
    host: bool
    shares: tuple[Share, ...] = ()

    @property
    def share(self) -> Share | None:
        """The share that gives the most, for notes of who opened what."""
        return self.shares[0] if self.shares else None

    @property
    def may_download(self) -> bool:
        return self.host or any(share.may_download for share in self.shares)

    @property
    def may_read(self) -> bool:
        return self.host or any(share.may_read for share in self.shares)

    def require_host(self) -> None:
        """Raises NotAllowed."""
        if not self.host:
            raise NotAllowed

    def require_owner(self) -> None:
        """Raises NotAllowed."""
        if not self.owner:
            raise NotAllowed


def reading(actor: Actor, recording_id: str) -> Access:
    """Raises NotThere for what is unknown, forbidden, or gone; SignInRequired without any credential."""
    if actor.account is None and actor.share is None:
        raise SignInRequired
    recording = Recording.objects.select_related("room", "owner").filter(pk=recording_id, state__in=_SHOWN).first()
    if recording is None:
        raise NotThere
    if actor.share is not None:
        return _by_link(actor.share, recording)
    if actor.account is None:
        raise NotThere
    return _by_account(actor.account, recording)


def hosting(actor: Actor, recording_id: str) -> Access:
    """A recording that one may change. Raises NotThere, NotAllowed, SignInRequired."""
    access = reading(actor, recording_id)
    access.require_host()
    return access


def hosted_by(account: Account) -> QuerySet[Recording]:
    """Recordings that are this person's: owners of the room, hosts of the call, importers."""
    owned = RoomRole.objects.filter(room=OuterRef("room"), email=account.email, role=RoomRole.OWNER)
    hosts = Consent.objects.filter(recording=OuterRef("pk"), account=account, host=True)
    imported = Q(origin=Origin.IMPORT, owner=account)
    return Recording.objects.filter(Exists(owned) | Exists(hosts) | imported)


def shared_with(account: Account, now: datetime, *, readable: bool = False) -> QuerySet[Recording]:
    """Recordings that others share with this person; `readable` ones with their text."""
    mine = hosted_by(account).values("pk")
    good = Share.objects.filter(_for_account(account), is_good(now), recording=OuterRef("pk"))
    if readable:
        good = good.filter(may_read=True)
    return Recording.objects.filter(Exists(good), state__in=KEPT).exclude(pk__in=mine)


def shares_for(account: Account, recording: Recording, now: datetime) -> tuple[Share, ...]:
    """What this person has of it, the share that gives the most first."""
    shares = Share.objects.filter(_for_account(account), is_good(now), recording=recording)
    return tuple(sorted(shares, key=lambda share: (share.may_download, share.may_read), reverse=True))


def _by_account(account: Account, recording: Recording) -> Access:
    owner, host = _rights(account, recording)
    if host:
        return Access(recording, account, owner, host)
    shares = shares_for(account, recording, present())
    if not shares or recording.state not in KEPT:
        raise NotThere
    return Access(recording, account, owner=False, host=False, shares=shares)


def _by_link(share_id: str, recording: Recording) -> Access:
    share = Share.objects.filter(is_good(present()), pk=share_id, recording=recording, kind=ShareKind.LINK).first()
    if share is None or recording.state not in KEPT or not options.current().share_links:
        raise NotThere
    return Access(recording, None, owner=False, host=False, shares=(share,))


def _rights(account: Account, recording: Recording) -> tuple[bool, bool]:
    """Owner, host."""
    if recording.origin == Origin.IMPORT:
        mine = recording.owner_id == account.pk
        return mine, mine
    roles = RoomRole.objects.filter(room=recording.room_id, email=account.email, role=RoomRole.OWNER)
    owner = recording.room_id is not None and roles.exists()
    return owner, owner or recording.people.filter(account=account, host=True).exists()


def _for_account(account: Account) -> Q:
    """Shares that name this person, as somebody, as somebody with a role in the room, or as anybody with an account."""
    rooms = RoomRole.objects.filter(email=account.email).values("room")
    return (
        Q(kind=ShareKind.PERSON, email=account.email)
        | Q(kind=ShareKind.MEMBERS, recording__room__in=rooms)
        | Q(kind=ShareKind.ACCOUNTS)
    )
