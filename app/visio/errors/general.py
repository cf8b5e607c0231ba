"""Errors that belong to no domain."""

from __future__ import annotations

from http import HTTPStatus

from visio.errors.base import VisioError


class RequestInvalid(VisioError):
    code = "request-invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    detail = "The request does not have the shape of the OpenAPI file: see {fields}."


class BodyTooLarge(VisioError):
    code = "body-too-large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    detail = "The body has more than {limit} bytes."


class NotThere(VisioError):
    code = "not-there"
    status = HTTPStatus.NOT_FOUND
    detail = "There is nothing of that name that you may know of."


class NotAllowed(VisioError):
    code = "not-allowed"
    status = HTTPStatus.FORBIDDEN
    detail = "Your role does not allow this."


class SignInRequired(VisioError):
    code = "sign-in-required"
    status = HTTPStatus.UNAUTHORIZED
    detail = "A session is needed."


class TicketInvalid(VisioError):
    code = "ticket-invalid"
    status = HTTPStatus.UNAUTHORIZED
    detail = "The ticket is unknown, or its holder is no longer in the call."


class CsrfFailed(VisioError):
    code = "csrf-failed"
    status = HTTPStatus.FORBIDDEN
    detail = "A change with a session needs the header X-CSRFToken with the value of GET session."


class OriginRefused(VisioError):
    code = "origin-refused"
    status = HTTPStatus.FORBIDDEN
    detail = "A change without a ticket must carry an Origin or Referer of this installation."


class TooManyAttempts(VisioError):
    code = "too-many-attempts"
    status = HTTPStatus.TOO_MANY_REQUESTS
    detail = "Too many attempts; try again in {seconds} s."


class ServerFault(VisioError):
    code = "server-fault"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    detail = "A fault of the server, written in its log under {reference}."
