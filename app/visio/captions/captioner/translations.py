"""Which final texts are to be had in another language, and for whom."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Final, Protocol

from visio.captions.captioner.plan import Plan
from visio.captions.captioner.segments import Said, translated

MOST_LANGUAGES: Final = 8
"""Languages that are made for one call; those with most readers first."""
_MOST_AWAITED: Final = 200


class Translators(Protocol):
    """What is used of `Recognition`."""

    def translate(self, number: int, text: str, *, source: str, targets: list[str]) -> None: ...


class Translations:
    """Asks for each final text once, and knows which original an answer belongs to."""

    def __init__(self, translators: Translators) -> None:
        self._translators = translators
        self._awaited: OrderedDict[int, Said] = OrderedDict()
        self._numbers = 0
        self._prepared = False

    def prepare(self, plan: Plan) -> None:
        """Has the translator loaded as soon as somebody wants to read its texts."""
        if plan.translations and not self._prepared:
            self._prepared = True
            self._translators.translate(0, "", source="", targets=[])

    def ask(self, text: Said, plan: Plan) -> None:
        """Nothing for interim texts, for nobody, and for who reads in the language that is spoken."""
        source = text.language or self._spoken(text, plan)
        targets = [language for language in _most_read(plan) if language != source]
        if not text.final or not text.text or not targets:
            return
        self._numbers += 1
        self._awaited[self._numbers] = text
        if len(self._awaited) > _MOST_AWAITED:
            self._awaited.popitem(last=False)
        self._translators.translate(self._numbers, text.text, source=source, targets=targets)

    def answered(self, line: dict[str, Any]) -> Said | None:
        """The text of an answer; None for one that nobody awaits any more."""
        original = self._awaited.get(int(line["translated"]))
        return translated(original, line) if original is not None else None

    def _spoken(self, text: Said, plan: Plan) -> str:
        speaker = plan.speakers.get(text.identity)
        return (speaker.language if speaker is not None else None) or ""


def _most_read(plan: Plan) -> list[str]:
    by_readers = sorted(plan.translations.items(), key=lambda item: (-len(item[1]), item[0]))
    return [language for language, _ in by_readers[:MOST_LANGUAGES]]
