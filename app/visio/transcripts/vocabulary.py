"""Words that engines should expect: names and terms of an installation, of a room, of one meeting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from visio.audit.services import record
from visio.rooms.models import Room
from visio.transcripts.errors import VocabularyInvalid
from visio.transcripts.models import Vocabulary
from visio.transcripts.text import one_line

# As many as an engine takes (visio_speech.options): more would make recognition worse.
MOST_WORDS = 200
LONGEST_WORD = 60


def words_of(room: Room | None) -> list[str]:
    """The words of a room, or with None those of the installation."""
    row = _row(room)
    return list(row.words) if row is not None else []


def change(room: Room | None, words: Sequence[str], *, account: str, now: datetime) -> list[str]:
    """Replaces them. Raises VocabularyInvalid."""
    kept = clean(words)
    with transaction.atomic():
        Vocabulary.objects.update_or_create(room=room, defaults={"words": kept, "changed_at": now})
        record(
            "transcript.vocabulary-changed", at=now, account=account, room=room.code if room else "", count=len(kept)
        )
    return kept


def clean(words: Iterable[str]) -> list[str]:
    """On one line each, without repetitions and empty ones, in order. Raises VocabularyInvalid."""
    kept = list(dict.fromkeys(word for word in map(one_line, words) if word))
    if len(kept) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in kept):
        raise VocabularyInvalid(most=MOST_WORDS, longest=LONGEST_WORD)
    return kept


def expected(room: Room | None, meeting: Iterable[str], names: Iterable[str]) -> list[str]:
    """What the engine is given: the nearest first, since only so many are taken: meeting, names, room, installation."""
    of_room = words_of(room) if room is not None else []
    nearest_first = [*meeting, *names, *of_room, *words_of(None)]
    kept = dict.fromkeys(word for word in map(one_line, nearest_first) if word and len(word) <= LONGEST_WORD)
    return list(kept)[:MOST_WORDS]


def _row(room: Room | None) -> Vocabulary | None:
    return Vocabulary.objects.filter(room=room).first()
