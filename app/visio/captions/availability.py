"""Whether this installation can make captions at all."""

from __future__ import annotations

import importlib.util
import logging
from functools import cache
from typing import TYPE_CHECKING

from visio.config import options
from visio.config.options import Options

if TYPE_CHECKING:
    from visio_speech.caption.translate.options import TranslationOptions

log = logging.getLogger("visio.captions")

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


def translations() -> tuple[str, ...]:
    """ISO 639 codes into which captions can be translated; empty where nothing translates.

    The first call reads what is in the folder of the model, without its weights, and says in the log what is wrong.
    """
    return _translations(options.current())


@cache
def _translations(chosen: Options) -> tuple[str, ...]:
    if not _installed(chosen):
        return ()
    from visio_speech.caption.translate.engines import languages
    from visio_speech.errors import SpeechError

    try:
        return languages(translation_options(chosen))
    except SpeechError as fault:
        log.error("captions.translation-impossible code=%s %s", fault.code, fault.explained)
        return ()


def translation_options(chosen: Options) -> TranslationOptions:
    """The settings of translation as speech takes them."""
    from visio_speech.caption.translate.options import TranslationOptions

    return TranslationOptions(
        model=chosen.translation_model,
        endpoint=chosen.translation_url,
        endpoint_model=chosen.translation_url_model,
        key=chosen.translation_key,
        languages=chosen.translation_languages,
    )
