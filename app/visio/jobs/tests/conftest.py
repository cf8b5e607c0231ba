"""A kind of job that does as the test says."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from visio.jobs import kinds
from visio.jobs.kinds import Kind, Running


@pytest.fixture
def kind(database: None) -> Iterator[Callable[..., Kind]]:
    known = dict(kinds._all)

    def make(name: str = "test", run: Callable[[Running], None] = lambda _: None, **more: object) -> Kind:
        made = Kind(name, run, **more)  # type: ignore[arg-type]
        kinds.register(made)
        return made

    yield make
    kinds._all.clear()
    kinds._all.update(known)
