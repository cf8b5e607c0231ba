"""An engine without a model, for tests: the language in front of the text."""

from __future__ import annotations

from typing import Final

from visio_speech.errors import EngineConfused, LanguageUnknown

_KNOWN: Final = frozenset({"de", "en", "fr"})


class ScriptedTranslator:
    """A Translator."""

    name = "scripted"
    at_once = 1

    async def translate(self, text: str, *, source: str, target: str) -> str:
        if target not in _KNOWN or (source and source not in _KNOWN):
            raise LanguageUnknown(source=source, target=target)
        words = " ".join(text.split())
        if not words:
            raise EngineConfused(reason="there is nothing to translate")
        return f"[{target}] {words}"[:2_000]

    async def close(self) -> None:
        """Nothing is under way."""
