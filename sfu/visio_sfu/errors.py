"""What can go wrong, as types.

SfuError
├─ StartRefused      the server cannot start; its text is the sentence for the operator
├─ TokenRefused      a token is missing, forged, expired or not of this server
├─ JoinRefused       a participant may not come in; answered by an HTTP status before the upgrade
├─ ApiError          a server API call failed; `code` is the Twirp code
├─ TooManyMessages   a client says more than any client does
└─ MalformedMessage  bytes of a client that are no signalling message
"""

from http import HTTPStatus
from typing import Final

# Twirp codes and their HTTP statuses (Twirp protocol specification, "Error Codes"), those that this server uses.
STATUS_BY_CODE: Final[dict[str, HTTPStatus]] = {
    "bad_route": HTTPStatus.NOT_FOUND,
    "failed_precondition": HTTPStatus.PRECONDITION_FAILED,
    "internal": HTTPStatus.INTERNAL_SERVER_ERROR,
    "invalid_argument": HTTPStatus.BAD_REQUEST,
    "malformed": HTTPStatus.BAD_REQUEST,
    "not_found": HTTPStatus.NOT_FOUND,
    "permission_denied": HTTPStatus.FORBIDDEN,
    "resource_exhausted": HTTPStatus.TOO_MANY_REQUESTS,
    "unauthenticated": HTTPStatus.UNAUTHORIZED,
    "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "unimplemented": HTTPStatus.NOT_IMPLEMENTED,
}


class SfuError(Exception):
    """Base of all errors of this package."""


class StartRefused(SfuError):
    """The server cannot start. The text says what is wrong and what would be right."""


class TokenRefused(SfuError):
    """A token is missing, forged, expired or not of this server. The text holds nothing of the token."""


class JoinRefused(SfuError):
    """A participant may not come in.

    `status` is the HTTP status of the handshake and of `/rtc/validate`; `code` is stable, `sentence` for people.
    Clients take 401 and 403 as "not allowed" and do not try again, 404 with "requested room does not exist" likewise.
    """

    def __init__(self, status: HTTPStatus, code: str, sentence: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.sentence = sentence


class ApiError(SfuError):
    """A server API call failed. `code` is one of STATUS_BY_CODE."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message

    @property
    def status(self) -> HTTPStatus:
        return STATUS_BY_CODE[self.code]


class TooManyMessages(SfuError):
    """A client sends requests faster than any client does; each may be told to a whole room."""


class MalformedMessage(SfuError):
    """The bytes of a client are no signalling message, or larger than allowed."""
