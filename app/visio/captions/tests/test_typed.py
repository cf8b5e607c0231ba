"""Captions that a person types: who becomes the captioner, who reads the lines, and what is kept of them."""

from __future__ import annotations

import pytest
from visio.audit.models import AuditEvent
from visio.captions import availability, services
from visio.captions import history as histories
from visio.captions.history import History
from visio.captions.models import CallCaptions, CaptionReader
from visio.captions.typed import LONGEST_LINE, MOST_CAPTIONERS
from visio.events import bus as events


@pytest.fixture(autouse=True)
def kept():
    history = History()
    history.listen(events.bus())
    histories.use(history)
    return history


@pytest.fixture
def three(owner, account, guest, room, set_room):
    """Léa is the host, Ana types, Malik reads."""
    set_room(access="public")
    return owner.enter(room), account("Ana").enter(room), guest("Malik").enter(room)


def choose(host, person, captioner=True):
    return host.act(f"participants/{person.participant}/captioner", {"captioner": captioner})


def write(person, text, **more):
    return person.act("captions/typed", {"text": text, **more})


def read(person):
    return person.act("captions", {"on": True}, method="PUT").ok()


def heard(engine, person, kind="visio.caption"):
    return [
        sent.message["data"] for sent in engine.told(kind) if sent.identities and person.identity in sent.identities
    ]


@pytest.fixture
def typing(three):
    owner, ana, malik = three
    choose(owner, ana).ok()
    read(malik)
    return three


def test_a_host_makes_a_captioner_and_that_person_is_told_by_whom(three, engine):
    owner, ana, malik = three
    assert choose(owner, ana).status == 204
    assert heard(engine, ana, "visio.captioner") == [{"captioner": True, "by": "Léa"}]
    assert heard(engine, malik, "visio.captioner") == []
    assert malik.state()["captions"]["captioners"] == [ana.participant]
    choose(owner, ana, False).ok()
    assert heard(engine, ana, "visio.captioner")[-1] == {"captioner": False, "by": "Léa"}
    assert malik.state()["captions"]["captioners"] == []


def test_the_audit_log_says_who_made_whom_the_captioner(three):
    owner, ana, _ = three
    choose(owner, ana).ok()
    choose(owner, ana).ok()
    [line] = AuditEvent.objects.filter(action="captions.captioner-changed")
    assert (line.participant, line.subject, line.details) == (owner.participant, ana.participant, {"captioner": True})


def test_only_the_captioner_types(three):
    owner, ana, _ = three
    assert write(ana, "Bonjour").refused() == "not-allowed"
    assert write(owner, "Bonjour").refused() == "not-allowed"
    choose(owner, ana).ok()
    write(ana, "Bonjour").ok()
    choose(owner, ana, False).ok()
    assert write(ana, "Bonsoir").refused() == "not-allowed"


def test_a_line_goes_to_those_who_read_captions_and_others_get_its_number_only(typing, engine):
    owner, ana, malik = typing
    line = write(ana, "  Bonjour à tous.  ", speaker=owner.participant).ok()
    [caption] = heard(engine, malik)
    assert caption["segment"] == line["id"]
    assert (caption["participant"], caption["name"], caption["by"]) == (owner.participant, "Léa", "Ana")
    assert (caption["text"], caption["final"], caption["typed"]) == ("Bonjour à tous.", True, True)
    assert heard(engine, owner) == []
    number = engine.told("visio.caption")[-1].message["seq"]
    [other] = [sent for sent in engine.told("visio.seq") if sent.message["seq"] == number]
    assert set(other.identities) == {owner.identity, ana.identity}


def test_who_comes_late_reads_typed_lines_marked_as_typed(typing):
    _, ana, malik = typing
    write(ana, "On commence.").ok()
    [segment] = malik.act("captions/history", method="GET").ok()["segments"]
    assert (segment["text"], segment["typed"], segment["by"]) == ("On commence.", True, "Ana")
    assert (segment["participant"], segment["name"]) == (None, "")


def test_a_correction_takes_the_place_of_its_line(typing, engine):
    owner, ana, malik = typing
    first = write(ana, "Le bujet").ok()
    write(ana, "Et voilà").ok()
    corrected = write(ana, "Le budget", segment=first["id"], speaker=owner.participant).ok()
    assert (corrected["id"], corrected["at"]) == (first["id"], first["at"])
    assert heard(engine, malik)[-1]["segment"] == first["id"]
    segments = malik.act("captions/history", method="GET").ok()["segments"]
    assert [segment["text"] for segment in segments] == ["Le budget", "Et voilà"]


def test_nobody_corrects_what_another_captioner_typed_nor_what_was_recognised(typing):
    owner, ana, malik = typing
    line = write(ana, "Bonjour").ok()
    choose(owner, malik).ok()
    for segment in (line["id"], "run-1-1", ""):
        assert write(malik, "I resign", segment=segment).refused() == "not-there"


def test_the_speaker_is_somebody_of_this_call_also_one_who_left(typing, account):
    _, ana, malik = typing
    stranger = account("Zoé")
    code = str(stranger.browser.post("rooms", {}).ok()["code"])
    stranger.enter(code)
    assert write(ana, "Bonjour", speaker=stranger.participant).refused() == "not-there"
    malik.act("leave").ok()
    assert write(ana, "Au revoir", speaker=malik.participant).ok()["name"] == "Malik"


@pytest.mark.parametrize("text", ["", "   ", "two\nlines", "a\x00b", "x" * (LONGEST_LINE + 1)])
def test_a_line_is_one_line_of_bounded_length(typing, text):
    assert write(typing[1], text).refused() == "caption-text-invalid"


def test_lines_have_a_rate(typing):
    for number in range(20):
        write(typing[1], f"line {number}").ok()
    assert write(typing[1], "one more").refused() == "too-many-attempts"


def test_there_are_as_many_captioners_as_the_limit_says(three, account, room):
    owner = three[0]
    people = [account(f"Person {number}").enter(room) for number in range(MOST_CAPTIONERS + 1)]
    for person in people[:-1]:
        choose(owner, person).ok()
    assert choose(owner, people[-1]).refused() == "captioners-full"
    people[0].act("leave").ok()
    choose(owner, people[-1]).ok()


def test_without_speech_parts_a_captioner_makes_captions_possible_and_no_program_starts(three, monkeypatch, engine):
    owner, ana, malik = three
    monkeypatch.setattr(availability, "installed", lambda: False)
    choose(owner, ana).ok()
    captions = malik.state()["captions"]
    assert (captions["possible"], captions["why_not"]) == (True, None)
    assert read(malik)["state"] == "off"
    assert services.to_caption() == []
    assert not CallCaptions.objects.exclude(state="off").exists()
    write(ana, "Bonjour").ok()
    assert [caption["text"] for caption in heard(engine, malik)] == ["Bonjour"]


def test_without_speech_parts_captions_go_with_the_captioner_and_all_are_told(three, monkeypatch, engine):
    owner, ana, malik = three
    monkeypatch.setattr(availability, "installed", lambda: False)
    choose(owner, ana).ok()
    ana.act("leave").ok()
    told = heard(engine, malik, "visio.captions")[-1]["captions"]
    assert (told["captioners"], told["possible"], told["why_not"]) == ([], False, "speech-missing")


def test_who_is_about_to_enter_learns_that_captions_are_typed(three, account, room, monkeypatch):
    owner, ana, _ = three
    monkeypatch.setattr(availability, "installed", lambda: False)
    assert account("Zoé").entrance(room)["captions"] is False
    choose(owner, ana).ok()
    assert account("Bob").entrance(room)["captions"] is True


def test_where_a_host_wants_no_captions_none_are_typed(typing):
    owner, ana, malik = typing
    owner.act("captions/policy", {"policy": "never"}, method="PUT").ok()
    assert write(ana, "Bonjour").refused() == "captions-off"
    assert choose(owner, malik).refused() == "captions-off"
    captions = malik.state()["captions"]
    assert (captions["possible"], captions["why_not"]) == (False, "policy")
    assert choose(owner, ana, False).status == 204


def test_a_reload_keeps_the_captioner_and_the_next_call_does_not(typing, room, clock, sweep, kept):
    owner, ana, _ = typing
    ana.enter(room)
    write(ana, "Encore").ok()
    call = owner.call
    owner.act("end").ok()
    clock.advance(seconds=4)
    sweep()
    assert kept.of(call) == []
    ana.enter(room)
    assert ana.call != call
    assert write(ana, "Bonjour").refused() == "not-allowed"


def test_no_row_of_the_database_holds_what_was_typed(typing):
    from django.apps import apps

    _, ana, _ = typing
    write(ana, "motsecret").ok()
    for model in apps.get_models():
        assert "motsecret" not in str(list(model._default_manager.values()))
    assert CaptionReader.objects.filter(captioner=True).count() == 1
