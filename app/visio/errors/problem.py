"""The HTTP form of an error: RFC 9457 problem details."""

from __future__ import annotations

import json
from http import HTTPStatus

from django.http import HttpResponse

from visio.errors.base import VisioError


def problem(error: VisioError) -> dict[str, object]:
    return {
        "code": error.code,
        "status": int(error.status),
        "params": dict(error.params),
        "detail": error.explained,
    }


def response(error: VisioError) -> HttpResponse:
    answer = HttpResponse(json.dumps(problem(error)), content_type="application/problem+json", status=int(error.status))
    seconds = error.params.get("seconds")
    if error.status == HTTPStatus.TOO_MANY_REQUESTS and seconds is not None:
        answer["Retry-After"] = str(seconds)
    return answer
