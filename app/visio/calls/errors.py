"""Errors of entering and of being in a call."""

from __future__ import annotations

from http import HTTPStatus

from visio.errors.base import VisioError


class SignInNeeded(VisioError):
    code = "signin-needed"
    status = HTTPStatus.FORBIDDEN
    detail = "This room takes people with an account only."


class RoomLocked(VisioError):
    code = "room-locked"
    status = HTTPStatus.FORBIDDEN
    detail = "The room is locked."


class RoomFull(VisioError):
    code = "room-full"
    status = HTTPStatus.CONFLICT
    detail = "This meeting already has {limit} participants, the most it can take."


class Blocked(VisioError):
    code = "blocked"
    status = HTTPStatus.FORBIDDEN
    detail = "You may not return to this room."


class CallEnding(VisioError):
    code = "call-ended"
    status = HTTPStatus.CONFLICT
    detail = "The call is ending or over."


class PersonGone(VisioError):
    code = "person-gone"
    status = HTTPStatus.NOT_FOUND
    detail = "This person is no longer in the call."
