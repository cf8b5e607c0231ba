"""These tests start the whole product, so they need the built media engine."""

from __future__ import annotations

import importlib.util

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if importlib.util.find_spec("visio_sfu.media._native") is None:
        skip = pytest.mark.skip(reason="the media engine is not built: make build")
        for item in items:
            if "serve/tests/test_product" in item.nodeid:
                item.add_marker(skip)
