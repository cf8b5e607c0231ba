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


class TranslationMissing(VisioError):
    code = "translation-missing"
    status = HTTPStatus.CONFLICT
    detail = "Captions are not translated into that language here."


class CaptionersFull(VisioError):
    code = "captioners-full"
    status = HTTPStatus.CONFLICT
    detail = "At most {most} people type captions in one call."


class CaptionTextInvalid(VisioError):
    code = "caption-text-invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    detail = "A typed caption has 1 to {limit} characters on one line."
