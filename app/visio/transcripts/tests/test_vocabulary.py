"""Words that engines should expect."""

from __future__ import annotations

import pytest
from visio import cli
from visio.transcripts import command, vocabulary


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


@pytest.fixture
def visio(monkeypatch, capsys):
    """The command, on the data of the test: exit code, what it says, what it complains about."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "visio.testing.settings")

    def run(*words):
        code = command.run(cli.parser().parse_args(["vocabulary", *words]))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.mark.django_db
def test_whoever_runs_the_installation_sets_its_words_by_a_file(visio, tmp_path):
    (tmp_path / "words.txt").write_text("Tchap\n\n  Bercy \nTchap\n", encoding="utf-8")
    assert visio("show") == (0, "", "")
    assert visio("set", str(tmp_path / "words.txt")) == (0, "Tchap\nBercy\n", "")
    assert visio("show") == (0, "Tchap\nBercy\n", "")


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"x" * 61, b"\xff\xfe", None])
def test_a_file_that_cannot_be_taken_changes_nothing_and_says_why(visio, tmp_path, content):
    if content is not None:
        (tmp_path / "words.txt").write_bytes(content)
    code, said, complaint = visio("set", str(tmp_path / "words.txt"))
    assert (code, said) == (1, "")
    assert complaint.startswith("visio: ")
    assert complaint.endswith(".\n")
    assert vocabulary.words_of(None) == []
