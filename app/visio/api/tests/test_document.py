"""The OpenAPI file in the repository is the one of the program."""

from __future__ import annotations

from pathlib import Path

from visio.api.document import openapi

ROOT = Path(__file__).resolve().parents[4]


def test_the_openapi_file_is_current():
    kept = (ROOT / "web" / "src" / "api" / "openapi.json").read_text(encoding="utf-8")
    assert kept == openapi(), "make types"
