"""`/session`, `/setup`, `/invitations`."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router, Status

import visio
from visio.accounts import links, services
from visio.accounts.actors import account_of, actor_of
from visio.accounts.errors import LinkUsed
from visio.accounts.models import Account
from visio.accounts.schemas import (
    AcceptIn,
    AccountOut,
    InstanceOut,
    InvitationOut,
    SessionOut,
    SetupIn,
    SignedInOut,
    SignInIn,
    TokenIn,
)
from visio.config import options
from visio.config.clock import now
from visio.limits import rates

router = Router(tags=["accounts"])


@router.get("/session", response=SessionOut)
def get_session(request: HttpRequest) -> SessionOut:
    """Who is signed in, and what this installation is."""
    account = actor_of(request).account
    chosen = options.current()
    instance = InstanceOut(
        name=chosen.name,
        version=visio.__version__,
        capacity=chosen.capacity,
        setup_needed=links.set_up_needed(),
        contact=chosen.contact or None,
    )
    shown = AccountOut.from_orm(account) if account else None
    return SessionOut(instance=instance, account=shown, csrf_token=get_token(request), server_time=now())


@router.post("/session", response=SignedInOut)
def sign_in(request: HttpRequest, body: SignInIn) -> SignedInOut:
    actor = actor_of(request)
    return _begin(request, services.sign_in(body.email, body.password, address=actor.address, now=now()))


@router.delete("/session", response={204: None})
def sign_out(request: HttpRequest) -> Status[None]:
    account_of(request)
    logout(request)
    return Status(204, None)


@router.post("/setup", response=SignedInOut)
def set_up(request: HttpRequest, body: SetupIn) -> SignedInOut:
    """Makes the first administrator and signs in."""
    rates.take(rates.LINK_ADDRESS, actor_of(request).address)
    if not links.set_up_needed():
        raise LinkUsed
    account = links.set_up(body.token, name=body.name, email=body.email, password=body.password, now=now())
    return _begin(request, account)


@router.post("/invitations/look", response=InvitationOut)
def look(request: HttpRequest, body: TokenIn) -> InvitationOut:
    """The e-mail address that an invitation is for."""
    rates.take(rates.LINK_ADDRESS, actor_of(request).address)
    return InvitationOut(email=links.look(body.token, now()).email)


@router.post("/invitations/accept", response=SignedInOut)
def accept(request: HttpRequest, body: AcceptIn) -> SignedInOut:
    """Makes the account of an invited person and signs in."""
    rates.take(rates.LINK_ADDRESS, actor_of(request).address)
    return _begin(request, links.accept(body.token, name=body.name, password=body.password, now=now()))


def _begin(request: HttpRequest, account: Account) -> SignedInOut:
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    return SignedInOut(account=AccountOut.from_orm(account), csrf_token=get_token(request))
