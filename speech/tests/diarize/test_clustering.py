"""Voices put together by likeness."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from visio_speech.diarize import clustering
from visio_speech.diarize.clustering import clustered


def points(*groups: tuple[int, int], spread: float = 0.1, seed: int = 1):
    """`groups` are (direction, how many)."""
    dice = np.random.default_rng(seed)
    rows = [np.eye(16)[direction] + dice.normal(0, spread, 16) for direction, count in groups for _ in range(count)]
    stacked = np.stack(rows).astype(np.float32)
    return stacked / np.linalg.norm(stacked, axis=1, keepdims=True)


def test_three_directions_are_three_clusters():
    labels = clustered(points((0, 10), (1, 5), (2, 8)), likeness=0.5)
    assert [len(set(labels[part].tolist())) for part in (slice(0, 10), slice(10, 15), slice(15, 23))] == [1, 1, 1]
    assert len(set(labels.tolist())) == 3


def test_the_number_may_be_forced():
    assert len(set(clustered(points((0, 10), (1, 5), (2, 8)), likeness=0.5, clusters=2).tolist())) == 2


def test_more_than_can_be_compared_are_given_to_the_nearest(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(clustering, "MOST_SAMPLES", 20)
    labels = clustered(points((0, 100), (1, 100)), likeness=0.5)
    assert len(set(labels[:100].tolist())) == 1
    assert len(set(labels.tolist())) == 2


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 30), st.floats(-1, 1), st.integers(0, 1000))
def test_every_sample_gets_a_cluster_and_no_number_is_left_out(count: int, likeness: float, seed: int):
    labels = clustered(points((0, count), spread=1.0, seed=seed), likeness=likeness)
    assert len(labels) == count
    assert set(labels.tolist()) == set(range(max(labels.tolist()) + 1))
