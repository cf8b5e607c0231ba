"""Errors of the way to the media engine."""

from __future__ import annotations

from http import HTTPStatus

from visio.errors.base import VisioError


class WebhookRefused(VisioError):
    code = "webhook-refused"
    status = HTTPStatus.UNAUTHORIZED
    detail = "The notice is not signed with this installation's key, or was changed on its way."


class EngineUnreachable(VisioError):
    code = "net-signal"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    detail = "The media engine does not answer."
