"""Errors of signing in and of making accounts."""

from __future__ import annotations

from http import HTTPStatus

from visio.errors.base import VisioError


class SignInFailed(VisioError):
    code = "sign-in-failed"
    status = HTTPStatus.UNAUTHORIZED
    detail = "E-mail or password is wrong."


class NotSetUp(VisioError):
    code = "not-set-up"
    status = HTTPStatus.CONFLICT
    detail = "There is no administrator yet: use the set-up link that was printed at the first start."


class LinkUnknown(VisioError):
    code = "link-unknown"
    status = HTTPStatus.NOT_FOUND
    detail = "There is no such link, or its time is over."


class LinkUsed(VisioError):
    code = "link-used"
    status = HTTPStatus.GONE
    detail = "This link works once and has been used."


class PasswordWeak(VisioError):
    code = "password-weak"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    detail = "The password is refused: {reason} (too_short, too_long, common or personal)."


class NameInvalid(VisioError):
    code = "name-invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    detail = "The name is refused: {reason} (empty, too_long or characters)."


class EmailInvalid(VisioError):
    code = "email-invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    detail = "That is not an e-mail address."


class EmailTaken(VisioError):
    code = "email-taken"
    status = HTTPStatus.CONFLICT
    detail = "An account with this e-mail address exists."
