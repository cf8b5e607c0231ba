"""Finding recordings by what was said in them."""

from __future__ import annotations

from django.db.models import QuerySet

from visio.transcripts.models import SpokenTurn
from visio.transcripts.text import folded


def recordings_that_say(query: str) -> QuerySet[SpokenTurn, str]:
    """Identifiers of recordings in whose text the words stand, whatever their case and accents. Empty for no words."""
    wanted = folded(query)
    turns = SpokenTurn.objects.filter(folded__contains=wanted) if wanted else SpokenTurn.objects.none()
    return turns.values_list("transcript__recording", flat=True)
