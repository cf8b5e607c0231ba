"""Words that engines should expect."""

from __future__ import annotations

import pytest
from visio.transcripts import vocabulary


def test_a_room_has_words_that_its_hosts_change(owner, room):
    assert owner.browser.get(f"rooms/{room}/vocabulary").ok() == {"words": []}
    changed = owner.browser.patch(f"rooms/{room}/vocabulary", {"words": [" DINUM ", "Bercy", "DINUM", ""]})
    assert changed.ok() == {"words": ["DINUM", "Bercy"]} == owner.browser.get(f"rooms/{room}/vocabulary").ok()


def test_the_installation_has_words_that_its_operator_changes(owner):
    owner.browser.patch("admin/vocabulary", {"words": ["Tchap"]}).ok()
    assert owner.browser.get("admin/vocabulary").ok() == {"words": ["Tchap"]}


@pytest.mark.parametrize("words", [["x"] * 1_001, [f"{n}" for n in range(201)], ["x" * 61]])
def test_too_many_or_too_long_words_are_refused(owner, room, words):
    assert owner.browser.patch(f"rooms/{room}/vocabulary", {"words": words}).status == 422
    assert owner.browser.get(f"rooms/{room}/vocabulary").ok() == {"words": []}


def test_nobody_else_reads_or_changes_them(account, guest, room):
    for person in (account("Bob"), guest()):
        assert person.browser.get(f"rooms/{room}/vocabulary").refused() == "not-allowed"
        assert person.browser.patch(f"rooms/{room}/vocabulary", {"words": ["x"]}).refused() == "not-allowed"
    assert account("Bob").browser.get("admin/vocabulary").refused() == "not-allowed"
    assert account("Bob").browser.patch("admin/vocabulary", {"words": ["x"]}).refused() == "not-allowed"
    assert guest().browser.get("admin/vocabulary").refused() == "sign-in-required"


def test_the_nearest_words_come_first_and_no_more_than_an_engine_takes(owner, room, recording):
    vocabulary.change(None, ["Tchap", "Bercy"], account="", now=recording.asked_at)
    vocabulary.change(recording.room, ["Bercy"], account="", now=recording.asked_at)
    assert vocabulary.expected(recording.room, ["Albert"], ["Léa", "x" * 61]) == ["Albert", "Léa", "Bercy", "Tchap"]
    assert len(vocabulary.expected(recording.room, [f"{n}" for n in range(300)], [])) == vocabulary.MOST_WORDS
