"""Correcting a text, its history, going back."""

from __future__ import annotations

import pytest
from visio.transcripts.models import SpokenTurn


@pytest.fixture
def page(owner, recording, text):
    """The transcript as Léa's page sees it."""

    class Page:
        def read(self):
            return owner.browser.get(f"recordings/{recording.pk}/transcript").ok()

        def said(self):
            names = {speaker["id"]: speaker["name"] for speaker in self.read()["speakers"]}
            return [
                (names[turn["speaker"]], " ".join(word[2] for word in turn["words"])) for turn in self.read()["turns"]
            ]

        def patch(self, path, body):
            return owner.browser.patch(f"recordings/{recording.pk}/transcript/{path}", body)

        def post(self, path, body):
            return owner.browser.post(f"recordings/{recording.pk}/transcript/{path}", body)

        def history(self, query=""):
            return owner.browser.get(f"recordings/{recording.pk}/transcript/history{query}").ok()

    return Page()


def test_a_text_is_read_as_it_was_made(page):
    text = page.read()
    assert (text["state"], text["version"], text["engine"], text["reviewed"]) == ("ready", 1, "Whisper base", False)
    assert page.said() == [("Léa", "we cut the badger"), ("Ana", "why not"), ("Léa", "because it is late")]
    assert text["can"] == {"download": True, "edit": True, "retry": True, "cancel": False, "minutes": False}


def test_a_corrected_turn_keeps_the_times_of_words_that_stay(page):
    before = page.read()["turns"][0]["words"]
    after = page.patch("turns/0", {"text": "we cut the budget"}).ok()
    turn = after["turns"][0]
    assert (turn["words"][:3], turn["words"][3]) == (before[:3], [*before[3][:2], "budget", None])
    assert (turn["edited"], after["version"]) == (True, 2)


def test_a_turn_can_be_given_to_the_speaker_who_said_it(page):
    ana = next(speaker["id"] for speaker in page.read()["speakers"] if speaker["name"] == "Ana")
    page.patch("turns/2", {"speaker": ana}).ok()
    assert page.said()[2] == ("Ana", "because it is late")


def test_a_speaker_is_renamed_everywhere_at_once(page):
    lea = next(speaker["id"] for speaker in page.read()["speakers"] if speaker["name"] == "Léa")
    page.patch(f"speakers/{lea}", {"name": " Room A – 1 "}).ok()
    assert [name for name, _ in page.said()] == ["Room A – 1", "Ana", "Room A – 1"]


def test_the_history_says_who_changed_what(page):
    page.patch("turns/0", {"text": "we cut the budget"}).ok()
    [change] = page.history()["items"]
    assert (change["by"], change["turn"], change["before"], change["after"]) == (
        "Léa",
        0,
        "we cut the badger",
        "we cut the budget",
    )


def test_an_older_version_comes_back_as_a_new_one(page):
    page.patch("turns/0", {"text": "first"}).ok()
    page.patch("turns/0", {"text": "second"}).ok()
    page.patch("turns/1", {"text": "why"}).ok()
    assert page.post("restore", {"version": 1}).ok()["version"] == 5
    assert [said for _, said in page.said()] == ["we cut the badger", "why not", "because it is late"]
    assert not any(turn["edited"] for turn in page.read()["turns"])
    page.post("restore", {"version": 4}).ok()
    assert [said for _, said in page.said()] == ["second", "why", "because it is late"]


def test_going_back_to_what_is_there_already_changes_nothing(page):
    page.patch("turns/0", {"text": "first"}).ok()
    assert page.post("restore", {"version": 2}).ok()["version"] == 2


def test_the_same_text_again_is_no_change(page):
    assert page.patch("turns/0", {"text": "  we cut\nthe badger "}).ok()["version"] == 1


def test_a_turn_can_be_emptied_and_brought_back(page):
    page.patch("turns/1", {"text": ""}).ok()
    assert page.said()[1] == ("Ana", "")
    page.post("restore", {"version": 1}).ok()
    assert page.said()[1] == ("Ana", "why not")


def test_a_text_that_was_read_says_so_until_the_mark_is_taken_away(page):
    assert page.post("review", {"reviewed": True}).ok()["reviewed"]
    assert not page.post("review", {"reviewed": False}).ok()["reviewed"]


def test_the_history_comes_fifty_at_a_time(page):
    for number in range(52):
        page.patch("turns/0", {"text": f"text {number}"}).ok()
    first = page.history()
    rest = page.history(f"?cursor={first['next']}")
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (50, 2, None)
    assert first["items"][0]["after"] == "text 51"


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("turns/0", {"text": "x " * 5_001}, "transcript-text-invalid"),
        ("turns/99", {"text": "x"}, "not-there"),
        ("turns/0", {"speaker": "nobody"}, "speaker-unknown"),
        ("speakers/nobody", {"name": "x"}, "not-there"),
        ("speakers/s0", {"name": " "}, "name-invalid"),
        ("turns/-1", {"text": "x"}, "not-there"),
    ],
)
def test_what_cannot_be_corrected_is_refused_and_changes_nothing(page, path, body, code):
    before = page.read()
    assert page.patch(path, body).refused() == code
    assert page.read() == before


@pytest.mark.parametrize("version", [0, 3, 10**12])
def test_a_version_that_never_was_cannot_be_brought_back(page, version):
    page.patch("turns/0", {"text": "first"}).ok()
    assert page.post("restore", {"version": version}).status == 422


def test_markup_is_text(page):
    page.patch("turns/0", {"text": "<img src=x onerror=alert(1)>\u202e"}).ok()
    assert page.said()[0] == ("Léa", "<img src=x onerror=alert(1)>")


def test_corrected_words_can_be_searched(page):
    page.patch("turns/0", {"text": "l’Été prochain"}).ok()
    assert SpokenTurn.objects.get(number=0).folded == "l’ete prochain"


def test_a_text_takes_the_same_queries_however_long_it_is(write, owner, recording, django_assert_max_num_queries):
    write(*((f"Person {number % 7}", "some words") for number in range(60)))
    with django_assert_max_num_queries(12):
        owner.browser.get(f"recordings/{recording.pk}/transcript").ok()
