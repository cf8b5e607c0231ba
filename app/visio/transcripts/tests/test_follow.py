"""Texts follow their recording and the people in it; what is left of them is erased."""

from __future__ import annotations

from dataclasses import replace

from visio.config import options
from visio.config.clock import now
from visio.jobs.models import Job
from visio.recordings import signals
from visio.recordings.models import Consent, Recording
from visio.retention.purge import purge
from visio.transcripts.job import WORKPLACES
from visio.transcripts.keeping import keep
from visio.transcripts.models import Change, Minutes, SpokenTurn, Transcript, TranscriptState, Voice
from visio.transcripts.search import recordings_that_say

from .conftest import result_of
from .texts import text_of


def test_a_deleted_recording_leaves_no_word(text, recording):
    signals.deleted.send(sender=Recording, recording=recording, now=now())
    for rows in (Transcript, Voice, SpokenTurn, Change):
        assert not rows.objects.exists()


def test_who_is_taken_out_leaves_no_word_in_text_history_or_minutes(text, owner, recording):
    Voice.objects.filter(name="Ana").update(participant="ana")
    path = f"recordings/{recording.pk}/transcript"
    ana = Voice.objects.get(name="Ana").key
    owner.browser.patch(f"{path}/turns/1", {"text": "secret"}).ok()
    owner.browser.patch(f"{path}/turns/2", {"speaker": ana, "text": "also hers"}).ok()
    owner.browser.patch(f"{path}/turns/0", {"text": "mine"}).ok()
    Minutes.objects.create(transcript=text, content={"summary": []})
    signals.person_removed.send(sender=Recording, recording=recording, participant="ana", now=now())
    read = owner.browser.get(path).ok()
    assert [turn["n"] for turn in read["turns"]] == [0]
    assert [speaker["name"] for speaker in read["speakers"]] == ["Léa"]
    assert [change["after"] for change in owner.browser.get(f"{path}/history").ok()["items"]] == ["mine"]
    assert not Minutes.objects.exists()


def test_who_is_taken_out_while_the_text_is_made_leaves_no_word(text, recording):
    made = result_of(text_of(("Léa", "mine"), ("Ana", "secret")))
    turns = [replace(turn, speaker=replace(turn.speaker, participant=turn.speaker.name.lower())) for turn in made.turns]
    Transcript.objects.update(state=TranscriptState.WORKING)
    Consent.objects.filter(participant="ana").update(removed=True)
    keep(text.pk, replace(made, turns=tuple(turns)), now())
    assert list(recordings_that_say("mine")) == [recording.pk]
    assert list(recordings_that_say("secret")) == []
    assert not Voice.objects.filter(name="Ana").exists()


def test_going_back_works_after_somebody_was_taken_out(text, owner, recording):
    Voice.objects.filter(name="Ana").update(participant="ana")
    path = f"recordings/{recording.pk}/transcript"
    for number in (0, 1, 2):
        owner.browser.patch(f"{path}/turns/{number}", {"text": f"text {number}"}).ok()
    signals.person_removed.send(sender=Recording, recording=recording, participant="ana", now=now())
    read = owner.browser.post(f"{path}/restore", {"version": 1}).ok()
    assert [" ".join(word[2] for word in turn["words"]) for turn in read["turns"]] == [
        "we cut the badger",
        "because it is late",
    ]


def test_recordings_are_found_by_what_was_said_whatever_case_and_accents(write, recording):
    write(("Léa", "L’Été, c’est le BUDGET"))
    assert list(recordings_that_say("budget")) == [recording.pk]
    assert list(recordings_that_say("ete, c’est")) == [recording.pk]
    assert list(recordings_that_say("hiver")) == []
    assert list(recordings_that_say(" % ")) == []
    assert list(recordings_that_say("  ")) == []


def test_files_of_a_job_that_was_killed_are_erased(recording):
    left = options.current().data / WORKPLACES / recording.pk
    left.mkdir(parents=True)
    (left / "result.json").write_text("words of people")
    assert purge(now())["transcribing"] == 1
    assert not left.exists()


def test_files_of_a_job_that_goes_on_are_left_alone(recording):
    signals.ready.send(sender=Recording, recording=recording, now=now())
    kept = options.current().data / WORKPLACES / recording.pk
    kept.mkdir(parents=True, exist_ok=True)
    assert "transcribing" not in purge(now())
    assert kept.exists()
    kept.rmdir()


def test_sound_for_a_text_that_failed_goes_after_a_week(recording, clock):
    Recording.objects.update(keep_sound=False)
    signals.ready.send(sender=Recording, recording=recording, now=now())
    Transcript.objects.update(state=TranscriptState.FAILED, failed_at=now())
    clock.advance(days=6, hours=23)
    assert "sound without text" not in purge(now())
    clock.advance(hours=2)
    assert purge(now())["sound without text"] == 1
    assert not recording.parts.filter(manifest__isnull=False).exists()
    assert Job.objects.get(kind="erase").subject == recording.pk


def test_sound_goes_when_its_job_was_killed_after_it_had_kept_the_text(text, recording):
    Recording.objects.update(keep_sound=False)
    assert purge(now())["sound without text"] == 1
    assert not recording.parts.filter(manifest__isnull=False).exists()
