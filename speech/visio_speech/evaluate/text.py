"""Text as it is compared: lower case, no punctuation, small numbers as digits, elisions apart."""

from __future__ import annotations

import re
import unicodedata

_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
_FRENCH = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf vingt"
)
_SIGNS = {"#": " pound ", "*": " star ", "œ": "oe", "æ": "ae"}
_NUMBERS: dict[str, str] = {
    **{word: str(number) for words in (_ENGLISH, _FRENCH) for number, word in enumerate(words.split())},
    "une": "1",
    # Keys of a telephone, which recognisers write as signs.
    "dièse": "pound",
    "étoile": "star",
}
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*'?")


def normalized(text: str) -> list[str]:
    """The words to compare. "L'option nº 2" gives l', option, no, 2."""
    text = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    words: list[str] = []
    for token in (found.group() for found in _WORD.finditer(text)):
        if token in _NUMBERS:
            words.append(_NUMBERS[token])
        else:
            words += [_NUMBERS.get(part, part) for part in str(token).split("-")]
    return words
