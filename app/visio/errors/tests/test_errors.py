"""Every error has a code of its own, a line in the manual, and a sentence in both languages."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from visio.config.sentences import catalogue
from visio.errors.table import all_errors, manual

ROOT = Path(__file__).resolve().parents[4]
ERRORS = all_errors()


def test_the_manual_is_the_one_in_the_repository():
    assert (ROOT / "docs" / "errors.md").read_text(encoding="utf-8") == manual(), "visio manual errors > docs/errors.md"


def test_no_two_errors_share_a_code():
    codes = [error.code for error in ERRORS]
    assert sorted(set(codes)) == codes


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("code", [error.code for error in ERRORS])
def test_people_are_told_in_their_language(code, language):
    assert catalogue(language)[f"error.{code}"]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_the_detail_needs_no_more_than_the_params(error):
    names = [name for _, name, _, _ in string.Formatter().parse(error.detail) if name]
    assert error(**dict.fromkeys(names, 1)).explained
