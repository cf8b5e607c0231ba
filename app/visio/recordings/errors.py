"""Errors of recordings."""

from __future__ import annotations

from http import HTTPStatus

from visio.errors.base import VisioError


class RecordingRunning(VisioError):
    code = "recording-running"
    status = HTTPStatus.CONFLICT
    detail = "This call is being recorded already."


class NoRecording(VisioError):
    code = "no-recording"
    status = HTTPStatus.CONFLICT
    detail = "This call is not being recorded."


class RecordingImpossible(VisioError):
    """`why`: `policy` (the room's setting), `encrypted`, `disk` (too little space), `nothing` (nothing was chosen)."""

    code = "recording-impossible"
    status = HTTPStatus.CONFLICT
    detail = "This call cannot be recorded: {why}."


class QuotaReached(VisioError):
    code = "quota"
    status = HTTPStatus.CONFLICT
    detail = "The storage for recordings is full: {used} of {limit} bytes."
