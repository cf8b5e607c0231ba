"""What stands below a transcript in the formats that have headings: its minutes, where some were drafted."""

from __future__ import annotations

from dataclasses import dataclass

from visio.transcripts.exports.heading import position
from visio.transcripts.text import MinutesText, Statement, Text, one_line


@dataclass(frozen=True)
class Section:
    """A heading and its points, each one line."""

    title: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class _Words:
    minutes: str
    outdated: str
    summary: str
    decisions: str
    tasks: str


_WORDS = {
    "en": _Words(
        "Minutes drafted automatically",
        "The text was changed after these minutes were drafted.",
        "Summary",
        "Decisions",
        "Tasks",
    ),
    "fr": _Words(
        "Compte rendu rédigé automatiquement",
        "Le texte a été modifié depuis la rédaction de ce compte rendu.",
        "Résumé",
        "Décisions",
        "Tâches",
    ),
}


def minutes_of(text: Text) -> tuple[str, str, list[Section]] | None:
    """Title, a remark or "", and what there is of summary, decisions and tasks. None where no minutes were drafted."""
    if text.minutes is None:
        return None
    words = _WORDS.get(text.language, _WORDS["en"])
    sections = _sections(words, text.minutes)
    return (words.minutes, words.outdated if text.minutes.outdated else "", sections) if sections else None


def _sections(words: _Words, minutes: MinutesText) -> list[Section]:
    named = ((words.summary, minutes.summary), (words.decisions, minutes.decisions), (words.tasks, minutes.tasks))
    made = [Section(title, tuple(filter(None, map(_point, statements)))) for title, statements in named]
    return [section for section in made if section.points]


def _point(statement: Statement) -> str:
    """`Who: what (until when) [h:mm:ss]`."""
    said = one_line(statement.text)
    if not said:
        return ""
    who, due = one_line(statement.who), one_line(statement.due)
    return f"{f'{who}: ' if who else ''}{said}{f' ({due})' if due else ''} [{position(statement.at)}]"
