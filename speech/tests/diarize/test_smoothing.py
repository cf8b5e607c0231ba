"""A steady choice."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from visio_speech.diarize.smoothing import steady


def value(scores: np.ndarray, path: tuple[int, ...] | list[int], cost: float) -> float:
    gained = sum(float(scores[row, column]) for row, column in enumerate(path))
    return gained - cost * sum(one != other for one, other in itertools.pairwise(path))


def test_a_moment_of_doubt_changes_nothing():
    scores = np.array([[1, 0], [1, 0], [0.4, 0.6], [1, 0]], dtype=np.float32)
    assert steady(scores, cost=1.0).tolist() == [0, 0, 0, 0]
    assert steady(scores, cost=0.0).tolist() == [0, 0, 1, 0]


def test_nothing_gives_nothing():
    assert steady(np.zeros((0, 2), dtype=np.float32), cost=1).tolist() == []


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.floats(-1, 1, width=32), st.floats(-1, 1, width=32)), min_size=1, max_size=7), st.floats(0, 1)
)
def test_no_other_path_is_worth_more(rows: list[tuple[float, float]], cost: float):
    scores = np.array(rows, dtype=np.float32)
    best = max(value(scores, path, cost) for path in itertools.product(range(2), repeat=len(rows)))
    assert value(scores, steady(scores, cost=cost).tolist(), cost) == pytest.approx(best, abs=1e-4)
