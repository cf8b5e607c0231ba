"""The OpenAPI file."""

from __future__ import annotations

import json
import sys

from visio.config.setup import without_data


def openapi() -> str:
    """As JSON text with a final newline. Django must be set up."""
    from visio.api.api import api
    from visio.api.schemas import ProblemOut
    from visio.calls.schemas import HandInQueue, MessageFromServer
    from visio.captions.schemas import CaptionerMessage, CaptionsMessage, TypedMessage
    from visio.lobby.schemas import RequestEvent
    from visio.recordings.schemas import RecordingAsked, RecordingMessage

    pushed_or_shared = (
        ProblemOut,
        HandInQueue,
        MessageFromServer,
        RequestEvent,
        CaptionsMessage,
        CaptionerMessage,
        TypedMessage,
        RecordingMessage,
        RecordingAsked,
    )
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    # What is pushed belongs to no route, but clients need its types too.
    for pushed in pushed_or_shared:
        shape = pushed.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
        for name, inner in shape.pop("$defs", {}).items():
            schema["components"]["schemas"].setdefault(name, inner)
        schema["components"]["schemas"][pushed.__name__] = shape
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def print_openapi() -> int:
    without_data()
    sys.stdout.write(openapi())
    return 0
