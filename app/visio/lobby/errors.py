"""Errors of waiting and of answering."""

from __future__ import annotations

from http import HTTPStatus

from visio.errors.base import VisioError


class Denied(VisioError):
    code = "denied"
    status = HTTPStatus.FORBIDDEN
    detail = "A host said no. Ask again in {seconds} s; {tries_left} tries are left."


class LobbyFull(VisioError):
    code = "lobby-full"
    status = HTTPStatus.CONFLICT
    detail = "{limit} people are waiting already; try again in a while."


class AlreadyAnswered(VisioError):
    code = "already-answered"
    status = HTTPStatus.CONFLICT
    detail = "Another host answered first."


class MessageInvalid(VisioError):
    code = "message-invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    detail = "A message to people waiting has 1 to {limit} characters."
