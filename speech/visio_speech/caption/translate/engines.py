"""The translators: which languages they offer here, and how they are made. An engine is imported only to be made."""

from __future__ import annotations

from visio_speech.caption.translate.base import Translator
from visio_speech.caption.translate.options import TranslationOptions
from visio_speech.errors import OptionInvalid


def languages(options: TranslationOptions) -> tuple[str, ...]:
    """ISO 639 codes into which captions can be translated, in order; empty without an engine. Loads no weights.

    A server counts as there: whether it answers is seen when somebody asks. Raises SpeechError when the model's folder
    cannot be used, with what to do about it.
    """
    if options.model is not None:
        from visio_speech.caption.translate.folder import find

        known = sorted({target for model in find(options.model) for target in model.targets})
        return tuple(code for code in known if not options.languages or code in options.languages)
    if options.endpoint:
        from visio_speech.caption.translate.chat import USUAL

        return tuple(sorted(options.languages or USUAL))
    return ()


def make(options: TranslationOptions) -> Translator:
    """The translator; a model is loaded, which takes seconds. Raises SpeechError."""
    if options.model is not None:
        from visio_speech.caption.translate.model import ModelTranslator

        return ModelTranslator.load(options.model)
    if options.endpoint:
        from visio_speech.caption.translate.chat import ChatTranslator

        return ChatTranslator(options)
    raise OptionInvalid(name="translation", reason="neither a model nor a server is named")
