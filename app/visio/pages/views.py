"""Which page an address gets, and with which status."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.decorators.csrf import csrf_exempt

from visio.config.addresses import room_code
from visio.errors import problem
from visio.errors.general import NotThere, TooManyAttempts
from visio.pages import plain
from visio.pages.language import Language, chosen
from visio.pages.policy import new_nonce
from visio.pages.shell import ClientMissing, render
from visio.rooms.access import room_by_code
from visio.rooms.errors import RoomUnknown

# Those that the client has: `web/src/shell/route.ts`.
LEGAL_PAGES = frozenset({"notice", "privacy"})


def shell(request: HttpRequest, **_: object) -> HttpResponse:
    """The browser client; it reads the address itself."""
    if request.method not in ("GET", "HEAD"):
        return _plain(request, "refused", HTTPStatus.METHOD_NOT_ALLOWED, "method-not-allowed")
    try:
        return HttpResponse(render(_language(request), _nonce(request)))
    except ClientMissing:
        return _plain(request, "not-built", HTTPStatus.SERVICE_UNAVAILABLE, "client-missing")


def legal(request: HttpRequest, page: str) -> HttpResponse:
    return shell(request) if page in LEGAL_PAGES else unknown(request)


def room(request: HttpRequest, code: str) -> HttpResponse:
    """A room's pages, if there is such a room; none is made."""
    if room_code(code) is None:
        return unknown(request)
    try:
        found = room_by_code(code, address=str(request.META.get("REMOTE_ADDR", "")))
    except RoomUnknown:
        return _plain(request, "room-unknown", HTTPStatus.NOT_FOUND, RoomUnknown.code)
    except TooManyAttempts:
        return _plain(request, "too-many", HTTPStatus.TOO_MANY_REQUESTS, TooManyAttempts.code)
    if code != found.code:
        rest = request.path.split("/", 2)[2:]
        return HttpResponsePermanentRedirect("/".join(["", found.code, *rest]))
    return shell(request)


@csrf_exempt
def no_api(request: HttpRequest, *_: object) -> HttpResponse:
    return problem.response(NotThere())


def unknown(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain(request, "not-found", HTTPStatus.NOT_FOUND, "page-unknown")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain(request, "refused", HTTPStatus.BAD_REQUEST, "request-invalid")


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    return _plain(request, "refused", HTTPStatus.FORBIDDEN, "not-allowed")


def fault(request: HttpRequest) -> HttpResponse:
    return _plain(request, "fault", HTTPStatus.INTERNAL_SERVER_ERROR, "server-fault")


def _plain(request: HttpRequest, name: str, status: HTTPStatus, code: str) -> HttpResponse:
    return HttpResponse(plain.page(name, first=_language(request), nonce=_nonce(request), code=code), status=status)


def _language(request: HttpRequest) -> Language:
    return chosen(request.headers.get("Accept-Language", ""))


def _nonce(request: HttpRequest) -> str:
    return getattr(request, "style_nonce", None) or new_nonce()
