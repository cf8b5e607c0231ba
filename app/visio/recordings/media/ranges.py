"""Range requests: RFC 9110, section 14."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True)
class Slice:
    """`length` bytes from `start`; `partial` when a range was asked for."""

    start: int
    length: int
    partial: bool


class NotSatisfiable(Exception):
    """The range lies outside the file: 416."""


def slice_of(header: str, size: int, *, most: int | None = None) -> Slice:
    """What a Range header asks for of a file of `size` bytes; several ranges, and what is no range, mean all of it.

    Of a range without an end at most `most` bytes. Raises NotSatisfiable.
    """
    match = _ONE.fullmatch(header.replace(" ", ""))
    if match is None or match.groups() == ("", ""):
        return Slice(0, size, partial=False)
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        if length == 0:
            raise NotSatisfiable
        return Slice(size - length, length, partial=True)
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return Slice(0, size, partial=False)
    if start >= size:
        raise NotSatisfiable
    length = end - start + 1
    return Slice(start, length if last or most is None else min(length, most), partial=True)
