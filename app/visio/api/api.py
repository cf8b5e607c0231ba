"""The one `NinjaAPI`."""

from __future__ import annotations

import logging
import secrets

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

import visio
from visio.accounts.api import router as accounts
from visio.api.authentication import authenticate
from visio.api.entrance import router as doors
from visio.api.hooks import router as hooks
from visio.api.state import router as state
from visio.captions.api import router as captions
from visio.chat.api import router as chat
from visio.errors import problem
from visio.errors.base import VisioError
from visio.errors.general import BodyTooLarge, RequestInvalid, ServerFault
from visio.errors.place import place
from visio.lobby.api import answers, waiting
from visio.moderation.api import router as moderation
from visio.recordings.call_api import router as recording
from visio.recordings.imports.api import router as imports
from visio.recordings.library_api import router as recordings
from visio.recordings.library_api import shared
from visio.rooms.api import router as rooms
from visio.transcripts.api import texts
from visio.transcripts.api import words as vocabulary

log = logging.getLogger("visio.api")

api = NinjaAPI(
    title="Visio",
    version=visio.__version__,
    description="See docs/protocol.md. Every error is application/problem+json.",
    docs_url=None,
    auth=authenticate,
    urls_namespace="api",
)

api.add_router("", accounts)
api.add_router("rooms", rooms)
api.add_router("rooms", doors)
api.add_router("lobby", waiting)
api.add_router("calls", answers)
api.add_router("calls", moderation)
api.add_router("calls", chat)
api.add_router("calls", recording)
api.add_router("calls", captions)
api.add_router("calls", state)
api.add_router("recordings", texts)
api.add_router("", vocabulary)
api.add_router("recordings", imports)
api.add_router("recordings", recordings)
api.add_router("shared", shared)
api.add_router("engine", hooks)


@api.exception_handler(VisioError)
def on_error(request: HttpRequest, error: VisioError) -> HttpResponse:
    return problem.response(error)


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    # Places only: what was written there may be of a person.
    places = sorted({".".join(str(part) for part in fault["loc"]) for fault in error.errors})
    return problem.response(RequestInvalid(fields=", ".join(places)[:400]))


@api.exception_handler(AuthenticationError)
@api.exception_handler(HttpError)
def on_refused(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem.response(RequestInvalid(fields="body"))


@api.exception_handler(RequestDataTooBig)
def on_too_big(request: HttpRequest, error: Exception) -> HttpResponse:
    from django.conf import settings

    return problem.response(BodyTooLarge(limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE))


@api.exception_handler(Exception)
def on_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    reference = secrets.token_hex(4)
    # The text of an exception may hold what people wrote, so only its kind and its place are logged.
    log.error("api.fault reference=%s %s", reference, place(error))
    return problem.response(ServerFault(reference=reference))
