"""Texts as attachments."""

from __future__ import annotations

import pytest
from visio.audit.models import AuditEvent
from visio.recordings.models import Recording
from visio.transcripts.download import file_name
from visio.transcripts.exports import FORMATS


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_text_is_downloaded_in_each_format(text, owner, recording, name):
    answer = owner.browser.client.get(f"/api/v1/recordings/{recording.pk}/transcript/export?format={name}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="Budget.{name}"'
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
    assert len(answer.content) > 100
    assert AuditEvent.objects.get(action="transcript.downloaded").details == {"format": name}


def test_another_format_is_refused(text, owner, recording):
    assert owner.browser.get(f"recordings/{recording.pk}/transcript/export?format=exe").status == 422


def test_there_is_no_file_before_there_is_a_text(owner, recording):
    answer = owner.browser.get(f"recordings/{recording.pk}/transcript/export?format=vtt")
    assert answer.refused() == "transcript-not-ready"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "etc passwd"),
        ('a"; filename="x.exe', "a filename x exe"),
        ("", "transcript"),
        (".hidden", "hidden"),
        ("Réunion d’été – 2026", "Réunion d été 2026"),
        ("\r\nSet-Cookie: a", "Set-Cookie a"),
        ("x" * 200, "x" * 80),
    ],
)
def test_a_file_is_named_after_the_title_and_never_a_path(title, name):
    assert file_name(title) == name


def test_a_hostile_title_makes_a_header_that_holds(text, owner, recording):
    Recording.objects.update(title='été"\u202e../x')
    answer = owner.browser.client.get(f"/api/v1/recordings/{recording.pk}/transcript/export?format=txt")
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%C3%A9t%C3%A9%20x.txt"
