"""Nothing is kept that nobody asked for."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from visio.audit.models import AuditEvent
from visio.calls.models import Call
from visio.config.clock import now
from visio.retention.erasers import all_erasers
from visio.retention.purge import purge

MARKER = "Marqueur-Zyx"


def everything() -> str:
    """Every value of every row."""
    rows = [str(row) for model in apps.get_models() for row in model._default_manager.values()]
    return "\n".join(rows)


def test_a_plain_call_leaves_no_name_and_no_message(owner, guest, room, clock, sweep):
    owner.enter(room)
    malik = guest(f"{MARKER} guest").wait(room, device=f"{MARKER} on Linux")
    owner.act(f"lobby/{malik.request}/admit").ok()
    malik.enter(room)
    malik.act("chat", {"text": f"{MARKER} hello"}).ok()
    owner.act(f"participants/{malik.participant}/remove", {"block": True}).ok()
    guest(f"{MARKER} waits").wait(room)
    assert MARKER in everything()
    owner.act("end").ok()
    clock.advance(seconds=3)
    sweep()
    clock.advance(minutes=14)
    sweep()
    purge(now())
    assert MARKER in everything()
    clock.advance(minutes=2)
    purge(now())
    assert MARKER not in everything()


def test_the_line_of_the_call_stays_without_people(owner, room, clock, sweep):
    owner.enter(room)
    owner.act("end").ok()
    clock.advance(seconds=3)
    sweep()
    clock.advance(minutes=16)
    purge(now())
    call = Call.objects.get()
    assert (call.state, call.peak, call.participants.count()) == ("archived", 1, 0)


def test_each_erasure_is_proved_by_a_count(owner, room, clock, sweep):
    owner.enter(room)
    owner.act("chat", {"text": "hello"}).ok()
    owner.act("end").ok()
    clock.advance(minutes=16)
    sweep()
    clock.advance(minutes=16)
    assert purge(now()) == {"chat": 1, "attendance": 1}
    proofs = AuditEvent.objects.filter(action="retention.purged").values_list("subject", "details")
    assert dict(proofs) == {"chat": {"count": 1}, "attendance": {"count": 1}}
    assert purge(now()) == {}


def test_a_running_call_is_not_touched(owner, room, clock):
    owner.enter(room)
    owner.act("chat", {"text": "hello"}).ok()
    clock.advance(hours=5)
    assert purge(now()) == {}


def test_every_category_says_how_long_it_is_kept():
    page = (Path(__file__).parents[4] / "docs" / "personal-data.md").read_text(encoding="utf-8")
    for eraser in all_erasers():
        assert f"`{eraser.category}`" in page, eraser.category
