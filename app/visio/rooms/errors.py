"""Errors of rooms, their settings and roles."""

from __future__ import annotations

from http import HTTPStatus

from visio.errors.base import VisioError


class RoomUnknown(VisioError):
    code = "room-unknown"
    status = HTTPStatus.NOT_FOUND
    detail = "There is no room of this code."


class TitleInvalid(VisioError):
    code = "title-invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    detail = "A title has at most {limit} characters, none of them control characters."


class LastOwner(VisioError):
    code = "last-owner"
    status = HTTPStatus.CONFLICT
    detail = "A room always has an owner."


class TooManyRoles(VisioError):
    code = "too-many-roles"
    status = HTTPStatus.CONFLICT
    detail = "A room has at most {limit} people with a role."


class RetentionTooLong(VisioError):
    code = "retention-too-long"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    detail = "This installation keeps recordings for at most {most} days."
