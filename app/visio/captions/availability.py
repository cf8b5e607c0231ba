"""Whether this installation can make captions at all."""

from __future__ import annotations

import importlib.util
from functools import cache

from visio.config import options
from visio.config.options import Options

NO_ENGINE = "none"


def installed() -> bool:
    """Whether the chosen engine's parts are there. Looks for files and packages; loads nothing."""
    return _installed(options.current())


@cache
def _installed(chosen: Options) -> bool:
    if chosen.captions_engine == NO_ENGINE or importlib.util.find_spec("visio_speech") is None:
        return False
    from visio_speech.caption.engines import missing

    return missing(chosen.captions_engine, chosen.captions_model) is None


def languages() -> tuple[str, ...]:
    """ISO 639 codes of what the engine recognises; empty when it does not say."""
    return _languages(options.current())


@cache
def _languages(chosen: Options) -> tuple[str, ...]:
    if not _installed(chosen):
        return ()
    from visio_speech.caption.engines import languages

    return languages(chosen.captions_engine)
