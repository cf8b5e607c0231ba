"""Finding recordings by what people type: titles here, more by the domains that register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

# Each gives the identifiers of recordings that fit the words.
SEARCHES: list[Callable[[str], QuerySet[Any, Any]]] = []

LONGEST = 100


def fits(words: str) -> Q:
    words = words.strip()[:LONGEST]
    if not words:
        return Q()
    found = Q(title__icontains=words)
    for search in SEARCHES:
        found |= Q(pk__in=search(words))
    return found
