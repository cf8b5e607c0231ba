"""Transcripts of any shape, for property tests."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st
from visio.transcripts.text import Speaker, Text, Turn, Word

STARTED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

# What people may be called and what an engine may write: markup of every format, and any other text.
HOSTILE = st.sampled_from(
    [
        "<b>Léa</b>",
        "</v><script>alert(1)</script>",
        "a --> b",
        "{\\an8}Ana",
        "**bold** _it_ `code`",
        "[a](javascript:alert(1))",
        "# head",
        "1. one",
        "- dash",
        "&amp; &lt;",
        "WEBVTT",
        "line\n\nline",
        "\u202eevil",
        "\x00\x1b[31m",
        "]]>",
        "=HYPERLINK(1)",
        "𝓛é\u200da",
    ]
)
WRITTEN = HOSTILE | st.text(min_size=1, max_size=30)


@st.composite
def transcripts(draw: st.DrawFn) -> Text:
    names = draw(st.lists(WRITTEN, min_size=1, max_size=4))
    speakers = [Speaker(f"s{index}", None, name) for index, name in enumerate(names)]
    at = 0.0
    turns: list[Turn] = []
    for number in range(draw(st.integers(0, 5))):
        words: list[Word] = []
        for written in draw(st.lists(WRITTEN, max_size=12)):
            start = at + draw(st.floats(0, 3))
            at = start + draw(st.floats(0, 2))
            words.append(Word(start, at, written, draw(st.none() | st.floats(0, 1))))
        speaker = draw(st.sampled_from(speakers))
        first = words[0].start if words else at
        turns.append(Turn(number, speaker, first, at, "fr", draw(st.booleans()), tuple(words)))
    return Text(draw(WRITTEN | st.just("")), STARTED, "fr", "Whisper base", "0" * 64, False, 1, speakers, turns)


def text_of(*turns: tuple[str, str]) -> Text:
    """A small transcript: (name, what was said), two words a second."""
    speakers = {name: Speaker(f"s{index}", None, name) for index, name in enumerate(dict.fromkeys(n for n, _ in turns))}
    made: list[Turn] = []
    at = 1.0
    for number, (name, said) in enumerate(turns):
        words: list[Word] = []
        for written in said.split():
            words.append(Word(at, at + 0.4, written, 0.9))
            at += 0.5
        made.append(Turn(number, speakers[name], words[0].start, words[-1].end, "en", False, tuple(words)))
        at += 1.0
    return Text("Budget", STARTED, "en", "Whisper base", "0" * 64, False, 1, tuple(speakers.values()), made)
