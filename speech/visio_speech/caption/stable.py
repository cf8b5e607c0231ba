"""How much of a growing text may be relied on."""

from __future__ import annotations

import re
from itertools import takewhile

_WORD = re.compile(r"\S+")


def stable_prefix(before: str, after: str) -> int:
    """Characters at the start of `after` whose words `before` has too."""
    words = zip(_WORD.finditer(before), _WORD.finditer(after), strict=False)
    same = list(takewhile(lambda pair: pair[0].group() == pair[1].group(), words))
    return same[-1][1].end() if same else 0
