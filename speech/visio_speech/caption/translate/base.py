"""The seam of translation: a text and two languages in, a text out."""

from __future__ import annotations

from typing import Final, Protocol

LONGEST_TEXT: Final = 2_000
"""Characters of a text and of its translation."""


class Translator(Protocol):
    """Used by one event loop. Languages are ISO 639 codes."""

    @property
    def name(self) -> str:
        """Engine and model, as operators are told: "opus-mt-fr-en"."""
        ...

    @property
    def at_once(self) -> int:
        """Texts that it may be given at the same time, at least 1."""
        ...

    async def translate(self, text: str, *, source: str, target: str) -> str:
        """The text in the language `target`, on one line, with at least one letter.

        `source` is empty when nobody knows it. May be cancelled. Raises SpeechError: LanguageUnknown for a language
        that it does not know, EngineConfused when nothing of use came out.
        """
        ...

    async def close(self) -> None:
        """Ends what is under way. Idempotent."""
        ...
