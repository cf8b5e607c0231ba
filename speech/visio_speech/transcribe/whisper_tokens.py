"""Whisper's vocabulary: text to tokens and back, the special tokens, words out of tokens."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

TIME_STEP = 0.02
"""Seconds from one timestamp token to the next."""

# Written without spaces between words, so each character stands for itself.
_WITHOUT_SPACES = frozenset({"zh", "ja", "th", "lo", "my", "yue"})
_JOINS_NEXT = "\"'“¿¡([{«"
_JOINS_PREVIOUS = "\"'.。,，!！?？:：”)]}、…»;’–—-"


class Tokenizer(Protocol):
    def encode(self, sequence: str, *, add_special_tokens: bool = True) -> Any: ...
    def decode(self, ids: Sequence[int], skip_special_tokens: bool = True) -> str: ...
    def token_to_id(self, token: str) -> int | None: ...


@dataclass(frozen=True)
class WrittenWord:
    """A word as written, with its tokens: `first` to before `last` in the list that was split."""

    text: str
    first: int
    last: int


class WhisperTokens:
    """`tokenizer` is the content of the model's tokenizer.json."""

    def __init__(self, tokenizer: bytes) -> None:
        tokenizers = importlib.import_module("tokenizers")
        self._tokenizer = cast(Tokenizer, tokenizers.Tokenizer.from_buffer(tokenizer))
        self.end = self._special("<|endoftext|>")
        self.start = self._special("<|startoftranscript|>")
        self.transcribe = self._special("<|transcribe|>")
        self.previous = self._special("<|startofprev|>")
        self.without_times = self._special("<|notimestamps|>")
        self.first_time = self.without_times + 1

    def languages(self) -> tuple[str, ...]:
        """The codes that the model knows; empty for an English-only one."""
        names = (self._tokenizer.decode([token], False) for token in range(self.start + 1, self.transcribe))
        codes = (name[2:-2] for name in names if name.startswith("<|"))
        return tuple(code for code in codes if 2 <= len(code) <= 3 and code.isalpha())

    def language(self, code: str) -> int | None:
        return self._tokenizer.token_to_id(f"<|{code}|>")

    def encoded(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def text(self, tokens: Sequence[int]) -> str:
        """What the text tokens among `tokens` say. A character cut in half becomes U+FFFD."""
        return self._tokenizer.decode([token for token in tokens if token < self.end])

    def seconds(self, token: int) -> float | None:
        """The time that a timestamp token stands for, or None for any other token."""
        return (token - self.first_time) * TIME_STEP if token >= self.first_time else None

    def words(self, tokens: Sequence[int], language: str) -> list[WrittenWord]:
        """Words of a list of text tokens, with punctuation put to the word it belongs to."""
        pieces = self._characters(tokens)
        if language not in _WITHOUT_SPACES:
            pieces = _spaced(pieces)
        return _punctuated(pieces)

    def _characters(self, tokens: Sequence[int]) -> list[WrittenWord]:
        """Shortest runs of tokens that give whole characters: one character may be spread over several tokens."""
        out: list[WrittenWord] = []
        first = 0
        for last in range(1, len(tokens) + 1):
            text = self._tokenizer.decode(tokens[first:last])
            if "\ufffd" not in text or last == len(tokens):
                out.append(WrittenWord(text.replace("\ufffd", ""), first, last))
                first = last
        return out

    def _special(self, token: str) -> int:
        number = self._tokenizer.token_to_id(token)
        if number is None:
            raise ValueError(f"the tokenizer has no token {token}")
        return number


def _spaced(pieces: list[WrittenWord]) -> list[WrittenWord]:
    out: list[WrittenWord] = []
    for piece in pieces:
        if out and not piece.text.startswith(" "):
            before = out.pop()
            piece = WrittenWord(before.text + piece.text, before.first, piece.last)
        out.append(piece)
    return out


def _punctuated(pieces: list[WrittenWord]) -> list[WrittenWord]:
    out: list[WrittenWord] = []
    opening: WrittenWord | None = None
    for piece in pieces:
        if opening is not None:
            piece = WrittenWord(opening.text + piece.text, opening.first, piece.last)
            opening = None
        bare = piece.text.strip()
        if bare and all(sign in _JOINS_PREVIOUS for sign in bare) and out and not _opens(piece.text):
            before = out.pop()
            out.append(WrittenWord(before.text + piece.text, before.first, piece.last))
        elif _opens(piece.text):
            opening = piece
        else:
            out.append(piece)
    if opening is not None:
        out.append(opening)
    return [WrittenWord(piece.text.strip(), piece.first, piece.last) for piece in out if piece.text.strip()]


def _opens(text: str) -> bool:
    """A sign that begins what follows: it has a space before it and none after."""
    bare = text.strip()
    return len(bare) == 1 and bare in _JOINS_NEXT and text.startswith(" ")
