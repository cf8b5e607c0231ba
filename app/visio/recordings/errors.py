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


class OtherRecording(VisioError):
    code = "other-recording"
    status = HTTPStatus.CONFLICT
    detail = "Another recording has begun meanwhile. Read what it keeps, and answer again."


class RecordingImpossible(VisioError):
    """`why`: `policy` (the room's setting), `encrypted`, `disk` (too little space), `nothing` (nothing was chosen)."""

    code = "recording-impossible"
    status = HTTPStatus.CONFLICT
    detail = "This call cannot be recorded: {why}."


class QuotaReached(VisioError):
    """`of`: `room`, `imports` (of one person) or `installation`."""

    code = "quota"
    status = HTTPStatus.CONFLICT
    detail = "The storage for recordings ({of}) is full: {used} of {limit} bytes."


class ShareUnknown(VisioError):
    """The same for unknown, expired and revoked."""

    code = "share-unknown"
    status = HTTPStatus.NOT_FOUND
    detail = "This link is unknown, or does not work any more."


class SharePassword(VisioError):
    code = "share-password"
    status = HTTPStatus.FORBIDDEN
    detail = "This link needs its password."


class SharesForbidden(VisioError):
    code = "share-links-off"
    status = HTTPStatus.FORBIDDEN
    detail = "This installation does not share recordings by links."


class ShareInvalid(VisioError):
    """`why`: `email` (missing or wrong), `until` (missing, past or too far), `password` (too short or too long)."""

    code = "share-invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    detail = "This cannot be shared so: {why}. A link ends within {days} days."


class TooManyShares(VisioError):
    code = "too-many-shares"
    status = HTTPStatus.CONFLICT
    detail = "A recording has at most {limit} shares."


class ChapterInvalid(VisioError):
    code = "chapter-invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    detail = "A chapter has a title, and begins within the recording."


class TooManyChapters(VisioError):
    code = "too-many-chapters"
    status = HTTPStatus.CONFLICT
    detail = "A recording has at most {limit} chapters of this kind."


class FileNotReady(VisioError):
    code = "file-not-ready"
    status = HTTPStatus.CONFLICT
    detail = "This file is not made yet."


class NothingToCompose(VisioError):
    code = "nothing-to-compose"
    status = HTTPStatus.CONFLICT
    detail = "This recording holds no sound and no picture of which a file could be made."


class KeptLongest(VisioError):
    code = "kept-longest"
    status = HTTPStatus.CONFLICT
    detail = "This recording is kept as long as it may be."


class NotRecorded(VisioError):
    code = "not-recorded"
    status = HTTPStatus.CONFLICT
    detail = "You are not in this recording."


class RecordingNotReady(VisioError):
    code = "recording-not-ready"
    status = HTTPStatus.CONFLICT
    detail = "This recording is still being prepared."


class ImportInvalid(VisioError):
    code = "import-empty"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    detail = "There is no file in the request."


class ImportTooLarge(VisioError):
    code = "too-large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    detail = "The file has more than {max} bytes."
