"""Captions in another language: who may choose it, and what is asked for."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from visio.captions import availability
from visio.captions.captioner.plan import Plan, Speaker, read
from visio.captions.captioner.segments import Said, attributes, history_line
from visio.captions.captioner.translations import MOST_LANGUAGES, Translations
from visio.captions.errors import TranslationMissing
from visio.config import options
from visio.config.clock import now
from visio_speech.errors import ModelMissing


def translating(monkeypatch: pytest.MonkeyPatch, **settings: Any) -> None:
    monkeypatch.setattr(options, "_current", dataclasses.replace(options.current(), **settings))


def choose(person: Any, language: str | None) -> Any:
    return person.act("captions/translation", {"language": language}, method="PUT")


# ---- who may choose


def test_where_nothing_translates_nothing_is_offered(owner, room):
    owner.enter(room)
    captions = owner.state()["captions"]
    assert (captions["translations"], captions["translate_to"]) == ([], None)
    assert choose(owner, "en").refused() == TranslationMissing.code
    choose(owner, None).ok()


def test_each_chooses_for_themselves_among_what_is_offered(owner, account, room, monkeypatch, chat):
    translating(monkeypatch, translation_url=chat.url, translation_url_model="m", translation_languages=("en", "fr"))
    owner.enter(room)
    ana = account("Ana").enter(room)
    assert owner.state()["captions"]["translations"] == ["en", "fr"]
    assert choose(ana, "fr").ok()["translate_to"] == "fr"
    assert choose(ana, "de").refused() == TranslationMissing.code
    assert ana.state()["captions"]["translate_to"] == "fr"
    assert owner.state()["captions"]["translate_to"] is None
    assert choose(ana, "<b>").refused() == "request-invalid"
    choose(ana, None).ok()
    assert ana.state()["captions"]["translate_to"] is None
    assert chat.asked == [], "choosing sends nothing anywhere"


def test_the_captioner_learns_who_reads_in_which_language(owner, account, room, monkeypatch, chat):
    translating(monkeypatch, translation_url=chat.url, translation_url_model="m")
    owner.enter(room)
    ana, bob, eve = (account(name).enter(room) for name in ("Ana", "Bob", "Eve"))
    for person in (owner, ana, bob):
        person.act("captions", {"on": True}, method="PUT").ok()
    for person, language in ((ana, "en"), (bob, "en"), (eve, "de")):
        choose(person, language).ok()
    plan = read(owner.call)
    assert set(plan.readers) == {person.identity for person in (owner, ana, bob)}
    assert {language: set(found) for language, found in plan.translations.items()} == {
        "en": {ana.identity, bob.identity}
    }


def test_a_folder_that_cannot_be_used_is_said_once_with_what_to_do(owner, room, monkeypatch, tmp_path, caplog):
    availability._translations.cache_clear()
    translating(monkeypatch, translation_model=tmp_path)
    owner.enter(room)
    for _ in range(2):
        assert owner.state()["captions"]["translations"] == []
    told = [record.getMessage() for record in caplog.records if "translation-impossible" in record.getMessage()]
    assert len(told) == 1
    assert ModelMissing.code in told[0]
    assert "model.bin" in told[0]


def test_without_speech_parts_nothing_is_translated(owner, room, monkeypatch, chat):
    translating(monkeypatch, translation_url=chat.url, translation_url_model="m", captions_engine="none")
    owner.enter(room)
    assert owner.state()["captions"]["translations"] == []


# ---- what is asked for


@dataclasses.dataclass
class Asked:
    wishes: list[tuple[str, str, list[str]]] = dataclasses.field(default_factory=list[Any])

    def translate(self, number: int, text: str, *, source: str, targets: list[str]) -> None:
        self.wishes.append((text, source, targets))


def text(words: str = "bonjour", *, final: bool = True, language: str = "fr") -> Said:
    return Said("s", "TR_m", "malik", words, final, language, 1.0)


def plan(**translations: tuple[str, ...]) -> Plan:
    return Plan(True, ("ana", "bob"), {"malik": Speaker("p1", "Malik", "fr")}, translations)


def test_only_what_is_final_has_words_and_is_read_in_another_language_is_asked_for():
    asked = Asked()
    translations = Translations(asked)
    for said, who in (
        (text(final=False), plan(en=("ana",))),
        (text(""), plan(en=("ana",))),
        (text(), plan()),
        (text(), plan(fr=("ana",))),
        (text(language=""), plan(fr=("ana",))),
    ):
        translations.ask(said, who)
    assert asked.wishes == []
    translations.ask(text(), plan(en=("ana",), fr=("bob",)))
    assert asked.wishes == [("bonjour", "fr", ["en"])]


def test_the_languages_of_most_readers_are_made_and_not_any_number():
    asked = Asked()
    wished = {f"a{letter}": ("ana",) for letter in "abcdefghijkl"} | {"zz": ("ana", "bob")}
    Translations(asked).ask(text(), plan(**wished))
    [(_, _, targets)] = asked.wishes
    assert (targets[0], len(targets)) == ("zz", MOST_LANGUAGES)


def test_the_translator_is_made_ready_once_somebody_wants_it():
    asked = Asked()
    translations = Translations(asked)
    translations.prepare(plan())
    assert asked.wishes == []
    for _ in range(2):
        translations.prepare(plan(en=("ana",)))
    assert asked.wishes == [("", "", [])]


def test_an_answer_belongs_to_its_text_and_says_that_it_is_a_translation():
    translations = Translations(Asked())
    translations.ask(text(), plan(en=("ana",)))
    answer = translations.answered({"translated": 1, "language": "en", "text": "hello"})
    assert answer is not None
    assert attributes(answer) == {
        "lk.segment_id": "s-en",
        "lk.transcribed_track_id": "TR_m",
        "lk.transcription_final": "true",
        "visio.language": "en",
        "visio.start": "1.00",
        "visio.translation_of": "s",
    }
    assert history_line(answer, plan(), now()) is None, "the history is what was said"
    assert translations.answered({"translated": 99, "language": "en", "text": "x"}) is None


def test_a_text_that_nobody_could_translate_is_told_by_its_absence():
    translations = Translations(Asked())
    translations.ask(text(), plan(en=("ana",)))
    answer = translations.answered({"translated": 1, "language": "en", "fault": "speech-engine-late"})
    assert answer is not None
    assert (answer.text, answer.translation_of, answer.language) == ("", "s", "en")
