"""Finding recordings by what people type: titles here, more by the domains that register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from visio.recordings.models import Recording

# Each gives the identifiers of recordings that fit the words.
SEARCHES: list[Callable[[str], QuerySet[Any, Any]]] = []

LONGEST = 100


def fits(words: str, *, readable: QuerySet[Recording] | None = None) -> Q:
    """Recordings with the words in their title, or in what was said, where given only of those that are `readable`."""
    words = words.strip()[:LONGEST]
    if not words:
        return Q()
    found = Q(title__icontains=words)
    for search in SEARCHES:
        said = Q(pk__in=search(words))
        found |= said if readable is None else said & Q(pk__in=readable.values("pk"))
    return found
