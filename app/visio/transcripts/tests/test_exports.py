"""Files made from a transcript: each is read by a reader of its format, whatever people and engines wrote."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import pytest
from docx import Document
from docx.document import Document as WordDocument
from hypothesis import given
from markdown_it import MarkdownIt
from visio.transcripts.exports import FORMATS
from visio.transcripts.exports.cues import MOST_SECONDS, cues
from visio.transcripts.text import MinutesText, Statement, Text, one_line

from .readers import read_srt, read_vtt
from .texts import WRITTEN, text_of, transcripts


def exported(text: Text, name: str) -> bytes:
    return FORMATS[name].write(text)


def paragraphs(document: WordDocument, style: str) -> list[str]:
    """What stands in the paragraphs of a style."""
    found = [(paragraph.style, paragraph.text) for paragraph in document.paragraphs]
    return [text for kind, text in found if kind is not None and kind.name == style]


@pytest.fixture
def budget() -> Text:
    return text_of(("Léa <b>Martin</b>", "We cut the budget by ten percent."), ("Ana", "5 < 6 & that --> this *is* it"))


@given(transcripts())
def test_any_transcript_is_a_webvtt_file_that_says_the_same(text):
    read = read_vtt(exported(text, "vtt"))
    assert [(cue.start, cue.name, cue.text) for cue in read] == [(cue.start, cue.name, cue.text) for cue in cues(text)]


@given(transcripts())
def test_any_transcript_is_a_subrip_file_without_markup(text):
    assert [(cue.start, cue.end) for cue in read_srt(exported(text, "srt"))] == [
        (cue.start, cue.end) for cue in cues(text)
    ]


@given(transcripts())
def test_any_transcript_keeps_each_word_in_json(text):
    read = json.loads(exported(text, "json"))
    assert [[word[2] for word in turn["words"]] for turn in read["turns"]] == [
        [word.text for word in turn.words] for turn in text.turns
    ]


@given(transcripts())
def test_any_transcript_reads_in_markdown_as_it_was_said(text):
    tokens = MarkdownIt("commonmark").parse(exported(text, "md").decode())
    kinds = {token.type for token in tokens}
    assert kinds <= {"heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline"}
    shown = ["".join(child.content for child in token.children or ()) for token in tokens if token.type == "inline"]
    inner = {child.type for token in tokens for child in token.children or ()}
    assert inner <= {"text", "text_special", "strong_open", "strong_close", "em_open", "em_close"}
    said = [one_line(turn.text) for turn in text.turns if one_line(turn.text)]
    assert shown[3::2] == said


@given(transcripts())
def test_any_transcript_opens_as_a_document(text):
    said = paragraphs(Document(io.BytesIO(exported(text, "docx"))), "Normal")
    legal = [re.sub("[\ufffe\uffff]", "", one_line(turn.text)) for turn in text.turns]
    assert said == [words for words in legal if words]


@given(transcripts())
def test_any_transcript_is_plain_text_of_one_paragraph_per_turn(text):
    shown = exported(text, "txt").decode()
    assert len(shown.split("\n\n")) == 1 + sum(1 for turn in text.turns if one_line(turn.text))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", shown)


def test_names_with_markup_are_text_in_subtitles(budget):
    assert read_vtt(exported(budget, "vtt"))[0].name == "Léa <b>Martin</b>"
    assert read_srt(exported(budget, "srt"))[0].text.startswith("Léa ‹b›Martin‹/b›: We cut")


def test_the_document_has_title_speakers_and_times(budget):
    document = Document(io.BytesIO(exported(budget, "docx")))
    assert document.core_properties.title == "Budget"
    assert paragraphs(document, "Speaker") == ["Léa <b>Martin</b>  0:00:01", "Ana  0:00:05"]


def test_a_file_says_that_nobody_has_read_it_until_somebody_has(budget):
    assert "Automatic text, may contain errors" in exported(budget, "txt").decode()


@pytest.fixture
def minuted(budget: Text) -> Text:
    task = Statement("Ask why it is <late>.", 5.0, "Ana", "Friday")
    return replace(budget, minutes=MinutesText([Statement("We cut the *budget*.", 61.0)], [], [task]))


def test_minutes_stand_below_the_text_in_markdown(minuted):
    tokens = MarkdownIt("commonmark").parse(exported(minuted, "md").decode())
    headings = [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]
    assert headings[1:] == ["Minutes drafted automatically", "Summary", "Tasks"]
    points = [tokens[at + 2].children for at, token in enumerate(tokens) if token.type == "list_item_open"]
    assert ["".join(part.content for part in point or ()) for point in points] == [
        "We cut the *budget*. [0:01:01]",
        "Ana: Ask why it is <late>. (Friday) [0:00:05]",
    ]


def test_minutes_stand_below_the_text_in_the_document(minuted):
    document = Document(io.BytesIO(exported(minuted, "docx")))
    assert paragraphs(document, "Heading 1") == ["Minutes drafted automatically"]
    assert paragraphs(document, "Heading 2") == ["Summary", "Tasks"]
    assert paragraphs(document, "Point")[1] == "• Ana: Ask why it is <late>. (Friday) [0:00:05]"


def test_minutes_of_a_text_that_was_changed_since_say_so(minuted):
    assert minuted.minutes is not None
    outdated = replace(minuted, language="fr", minutes=replace(minuted.minutes, outdated=True))
    assert "Le texte a été modifié depuis" in exported(outdated, "md").decode()


@given(transcripts(), WRITTEN, WRITTEN)
def test_any_minutes_change_nothing_above_them(text, said, who):
    with_minutes = replace(text, minutes=MinutesText([], [Statement(said, 1.0, who, said)], []))
    assert exported(with_minutes, "md").startswith(exported(text, "md"))
    spoken = [words for words in (one_line(turn.text) for turn in text.turns) if words]
    assert len(paragraphs(Document(io.BytesIO(exported(with_minutes, "docx"))), "Speaker")) == len(spoken)
    for unchanged in ("vtt", "srt", "json", "txt"):
        assert exported(with_minutes, unchanged) == exported(text, unchanged)


def test_subtitles_are_short_and_cut_at_pauses():
    long = text_of(("Ana", "word " * 60))
    assert all(cue.end - cue.start <= MOST_SECONDS * 1000 and len(cue.text) <= 84 for cue in cues(long))


def test_the_same_transcript_is_the_same_file(budget):
    assert {name: exported(budget, name) for name in FORMATS} == {name: exported(budget, name) for name in FORMATS}
