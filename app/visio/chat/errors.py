"""Errors of the chat."""

from __future__ import annotations

from http import HTTPStatus

from visio.errors.base import VisioError


class TextInvalid(VisioError):
    code = "chat-text-invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    detail = "A message has 1 to {limit} characters, and no control characters but line breaks and tabs."
