"""JSON as it travels: the same in answers and in what is pushed."""

from __future__ import annotations

import json
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from ninja import Schema


def wire(shape: Schema) -> dict[str, Any]:
    """A schema as plain JSON values; times with milliseconds, as in HTTP answers."""
    return cast("dict[str, Any]", json.loads(json.dumps(shape.model_dump(), cls=DjangoJSONEncoder)))
