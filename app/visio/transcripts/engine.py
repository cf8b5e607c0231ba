"""Which engine makes texts, and what it is given of the settings."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from visio.config import options

NO_ENGINE = "none"


def possible() -> bool:
    """Whether this installation can make texts at all: the speech parts are installed and not switched off."""
    return options.current().transcripts_engine != NO_ENGINE and find_spec("visio_speech") is not None


def description() -> dict[str, Any]:
    """The engine as a speech job takes it (`visio_speech.options`). The key of a server goes another way: `key`."""
    chosen = options.current()
    given: dict[str, Any] = {"engine": chosen.transcripts_engine, "threads": chosen.transcripts_threads}
    if chosen.transcripts_model is not None:
        given["model"] = str(chosen.transcripts_model)
    if chosen.transcripts_url:
        given["endpoint"] = chosen.transcripts_url
        given["endpoint_model"] = chosen.transcripts_url_model
    return given


def key() -> str:
    """What the engine's server asks for, if there is one. It stands in no file of a job."""
    return options.current().transcripts_key if options.current().transcripts_url else ""
