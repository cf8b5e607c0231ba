"""Sharing a recording with others, and opening what was shared."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from visio.accounts import passwords
from visio.accounts.errors import EmailInvalid
from visio.accounts.models import Account
from visio.accounts.services import checked_email
from visio.config import options
from visio.config.identifiers import credential, digest
from visio.errors.general import NotThere
from visio.limits import rates
from visio.recordings.access import Access
from visio.recordings.errors import ShareInvalid, SharePassword, SharesForbidden, ShareUnknown, TooManyShares
from visio.recordings.library import openings
from visio.recordings.library.noting import note
from visio.recordings.library.schemas import OpeningOut, ShareIn, ShareMade, ShareOpened, ShareOut, ShareWord
from visio.recordings.library.viewers import is_good, viewer
from visio.recordings.models import KEPT, Share, ShareKind

LINK_LASTS_AT_MOST = timedelta(days=90)
SHORTEST_PASSWORD = 4
MOST_SHARES = 200
OPENINGS_SHOWN = 50


def share(access: Access, wish: ShareIn, now: datetime) -> ShareMade:
    """Raises NotAllowed, ShareInvalid, SharesForbidden, TooManyShares."""
    access.require_host()
    recording = access.recording
    if recording.shares.filter(is_good(now)).count() >= MOST_SHARES:
        raise TooManyShares(limit=MOST_SHARES)
    made = Share(recording=recording, kind=wish.kind, created_by=access.account, created_at=now, until=wish.until)
    made.may_download, made.may_read = wish.may_download, wish.may_read
    if wish.until is not None and wish.until <= now:
        raise _invalid("until")
    link = None
    if made.kind == ShareKind.PERSON:
        made.email = _email(wish.email)
    if made.kind == ShareKind.LINK:
        token = _as_link(made, wish, now)
        link = f"{options.current().public_url}/s/{token}"
    made.save()
    note("recording.shared", access, now, share=made.pk, kind=wish.kind)
    return ShareMade(**shown(made).model_dump(), link=link)


def revoke(access: Access, share_id: str, now: datetime) -> None:
    """At once; addresses of media that were given out work for up to an hour. Raises NotAllowed, NotThere."""
    access.require_host()
    if not access.recording.shares.filter(pk=share_id, revoked_at=None).update(revoked_at=now):
        raise NotThere
    note("recording.share-revoked", access, now, share=share_id)


def shares(access: Access, now: datetime) -> list[ShareOut]:
    """Those that work, the latest first. Raises NotAllowed."""
    access.require_host()
    return [shown(each) for each in access.recording.shares.filter(is_good(now)).order_by("-created_at")]


def open_link(token: str, password: str | None, *, address: str, now: datetime) -> ShareOpened:
    """Raises ShareUnknown, SharePassword, TooManyAttempts."""
    rates.take(rates.SHARE_ADDRESS, address, now)
    good = Share.objects.select_related("recording").filter(is_good(now), kind=ShareKind.LINK)
    found = good.filter(token_digest=digest(token), recording__state__in=KEPT).first()
    if found is None or not options.current().share_links:
        raise ShareUnknown
    if found.password:
        if not password:
            raise SharePassword
        rates.take(rates.SHARE_PASSWORD, found.pk, now)
        if not passwords.matches(password, found.password):
            raise SharePassword
    openings.by_link(found, now)
    return ShareOpened(recording=found.recording_id, viewer=viewer(found))


def shown(found: Share) -> ShareOut:
    openings = found.openings.select_related("account").order_by("-at")[:OPENINGS_SHOWN]
    name = Account.objects.filter(email=found.email).values_list("name", flat=True).first() if found.email else None
    return ShareOut(
        id=found.pk,
        kind=cast(ShareWord, found.kind),
        email=found.email or None,
        name=name,
        until=found.until,
        password=bool(found.password),
        may_download=found.may_download,
        may_read=found.may_read,
        created_at=found.created_at,
        openings=[OpeningOut(at=each.at, name=each.account.name if each.account else None) for each in openings],
    )


def _as_link(made: Share, wish: ShareIn, now: datetime) -> str:
    if not options.current().share_links:
        raise SharesForbidden
    if wish.until is None or wish.until > now + LINK_LASTS_AT_MOST:
        raise _invalid("until")
    if wish.password is not None:
        if len(wish.password) < SHORTEST_PASSWORD:
            raise _invalid("password")
        made.password = passwords.hashed(wish.password)
    token = credential()
    made.token_digest = digest(token)
    return token


def _email(written: str | None) -> str:
    try:
        return checked_email(written or "")
    except EmailInvalid:
        raise _invalid("email") from None


def _invalid(why: str) -> ShareInvalid:
    return ShareInvalid(why=why, days=LINK_LASTS_AT_MOST.days)
