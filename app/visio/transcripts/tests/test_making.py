"""Having a text made: asked for, called off, tried again, impossible."""

from __future__ import annotations

import pytest
from visio.audit.models import AuditEvent
from visio.config import options
from visio.config.clock import now
from visio.jobs import queue
from visio.jobs.models import Job, JobState
from visio.recordings import signals
from visio.recordings.models import Origin, Recording
from visio.transcripts import making
from visio.transcripts.models import Transcript, TranscriptState


@pytest.fixture
def ready(recording):
    """Says that the recording is finished, as the job does that finishes it."""
    signals.ready.send(sender=Recording, recording=recording, now=now())
    return recording


@pytest.fixture
def without_speech(monkeypatch):
    chosen = options.current()
    monkeypatch.setattr(options, "_current", type(chosen)(**{**vars(chosen), "transcripts_engine": "none"}))


@pytest.fixture
def server(owner, recording):
    """Léa's page."""

    class Server:
        def read(self):
            return owner.browser.get(f"recordings/{recording.pk}/transcript").ok()

        def retry(self, **wish):
            return owner.browser.post(f"recordings/{recording.pk}/transcript/retry", wish)

        def cancel(self):
            return owner.browser.delete(f"recordings/{recording.pk}/transcript/job")

    return Server()


def fail(code="job-died"):
    job = queue.claim(now())
    assert job is not None
    Transcript.objects.update(state=TranscriptState.WORKING)
    queue.failed(job, now(), code=code)


def test_a_finished_recording_gets_the_text_that_people_agreed_to(ready, server):
    assert server.read()["state"] == "queued"
    assert Job.objects.get(kind="transcribe").subject == ready.pk
    assert server.read()["can"] == {"download": False, "edit": False, "retry": False, "cancel": True, "minutes": False}


def test_hearing_twice_that_it_is_finished_makes_one_text(ready):
    signals.ready.send(sender=Recording, recording=ready, now=now())
    assert Job.objects.filter(kind="transcribe").count() == 1


def test_nobody_gets_a_text_who_did_not_agree_to_one(recording, server):
    Recording.objects.update(transcript=False)
    recording.refresh_from_db()
    signals.ready.send(sender=Recording, recording=recording, now=now())
    assert server.read()["state"] == "none"
    assert not server.read()["can"]["retry"]
    assert server.retry().body["params"] == {"why": "not-agreed"}


def test_an_imported_file_always_gets_a_text(recording, server):
    Recording.objects.update(transcript=False, origin=Origin.IMPORT)
    recording.refresh_from_db()
    signals.ready.send(sender=Recording, recording=recording, now=now())
    assert server.read()["state"] == "queued"


def test_it_says_how_far_it_is(ready, server):
    Job.objects.update(percent=41.5)
    assert server.read()["percent"] == 41.5


def test_it_can_be_called_off_and_tried_again(ready, server):
    assert server.cancel().status == 204
    assert (server.read()["state"], server.read()["why"]) == ("failed", "transcript-cancelled")
    assert Job.objects.get().state == JobState.CANCELLED
    assert server.cancel().refused() == "transcript-not-ready"
    assert server.retry().ok()["state"] == "queued"


def test_a_failure_says_why_and_can_be_tried_again(ready, server):
    fail("speech-model-missing")
    assert (server.read()["state"], server.read()["why"]) == ("failed", "speech-model-missing")
    assert server.retry().ok()["why"] is None


def test_the_last_reason_is_told_when_all_tries_are_used_up(ready, server):
    Transcript.objects.update(why="speech-engine-late")
    fail("job-died")
    assert server.read()["why"] == "speech-engine-late"


def test_one_try_at_a_time(ready, server):
    assert server.retry().refused() == "transcript-busy"


def test_another_try_may_be_in_another_language_and_with_words_to_expect(ready, server):
    fail()
    server.retry(language="fr", vocabulary=[" Bercy "]).ok()
    transcript = Transcript.objects.get()
    assert (transcript.wanted, transcript.vocabulary) == ("fr", ["Bercy"])


@pytest.mark.parametrize("wish", [{"language": "french"}, {"language": "F"}, {"vocabulary": ["x" * 61]}])
def test_a_wish_that_makes_no_sense_is_refused(ready, server, wish):
    fail()
    assert server.retry(**wish).status == 422


def test_corrections_are_not_replaced_unless_somebody_says_so(text, owner, recording, server):
    owner.browser.patch(f"recordings/{recording.pk}/transcript/turns/0", {"text": "x"}).ok()
    assert server.retry().refused() == "transcript-edited"
    assert server.retry(replace=True).ok()["state"] == "queued"


def test_the_old_text_stays_until_there_is_a_new_one(text, server):
    assert len(server.retry().ok()["turns"]) == 3
    fail("speech-model-missing")
    read = server.read()
    assert (read["state"], read["why"], len(read["turns"])) == ("ready", "speech-model-missing", 3)


def test_a_text_that_is_being_made_again_cannot_be_corrected(text, owner, recording, server):
    server.retry().ok()
    answer = owner.browser.patch(f"recordings/{recording.pk}/transcript/turns/0", {"text": "x"})
    assert answer.refused() == "transcript-busy"


def test_without_the_sound_there_is_no_other_try(ready, recording, server):
    fail()
    recording.parts.update(manifest=None)
    assert server.retry().body["params"] == {"why": "no-sound"}
    assert not server.read()["can"]["retry"]


def test_an_installation_without_speech_says_so(without_speech, ready, server):
    assert (server.read()["state"], server.read()["why"]) == ("failed", "speech-missing")
    assert not server.read()["can"]["retry"]
    assert server.retry().refused() == "speech-missing"
    assert not Job.objects.exists()


def test_people_speak_the_language_that_they_chose_in_the_call(recording, owner, room):
    owner.enter(room)
    owner.ask("PUT", f"calls/{owner.call}/captions/own-language", {"language": "fr"}).ok()
    Recording.objects.update(call=owner.call)
    recording.refresh_from_db()
    assert making.begin(recording, now()).languages == {owner.participant: "fr"}


def test_asking_again_is_written_in_the_audit_log(ready, server):
    fail()
    server.retry().ok()
    assert AuditEvent.objects.get(action="transcript.asked").subject == ready.pk
