"""Errors of captions."""

from __future__ import annotations

from http import HTTPStatus

from visio.errors.base import VisioError


class CaptionsOff(VisioError):
    code = "captions-off"
    status = HTTPStatus.CONFLICT
    detail = "A host has switched captions off for this meeting."


class SpeechMissing(VisioError):
    code = "speech-missing"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    detail = "This installation has no speech recognition."
