"""Muting and stopping shares."""

from __future__ import annotations

import pytest
from visio.audit.models import AuditEvent
from visio.engine.base import EngineFailed, Source


@pytest.fixture
def pair(owner, account, room):
    return owner.enter(room), account("Ana").enter(room)


@pytest.mark.parametrize("source", ["microphone", "camera"])
def test_a_host_mutes_and_the_person_is_told_by_whom(pair, engine, source):
    owner, ana = pair
    owner.act(f"participants/{ana.participant}/mute", {"source": source}).ok()
    [told] = engine.told("visio.muted")
    assert (told.identities, told.message["data"]) == ((ana.identity,), {"source": source, "by": "Léa"})
    assert engine.muted == [(ana.call, ana.identity, Source(source))]
    assert AuditEvent.objects.get(action="moderation.muted").subject == ana.participant


@pytest.mark.parametrize("body", [{"source": "share"}, {"source": "microphone", "muted": False}, {}])
def test_there_is_no_way_to_unmute_somebody(pair, engine, body):
    owner, ana = pair
    owner.act(f"participants/{ana.participant}/mute", body)
    owner.act(f"participants/{ana.participant}/unmute", {})
    assert all(source == Source.MICROPHONE for _, _, source in engine.muted)
    assert [sent for sent in engine.sent if "unmuted" in sent.message["type"]] == []


def test_mute_all_leaves_the_host_alone(pair, engine):
    owner, ana = pair
    owner.act("mute-all").ok()
    assert engine.muted == [(ana.call, ana.identity, Source.MICROPHONE)]


def test_a_co_host_who_mutes_all_does_not_mute_owners(pair, account, room, engine):
    owner, ana = pair
    bob = account("Bob").enter(room)
    owner.act(f"participants/{ana.participant}/role", {"role": "co-host"}).ok()
    ana.act("mute-all").ok()
    assert [identity for _, identity, _ in engine.muted] == [bob.identity]


def test_a_share_is_stopped_with_its_sound(pair, engine):
    owner, ana = pair
    owner.act(f"participants/{ana.participant}/stop-share").ok()
    assert [source for *_, source in engine.muted] == [Source.SHARE, Source.SHARE_SOUND]
    assert engine.told("visio.share-stopped")[0].identities == (ana.identity,)


def test_asking_to_unmute_only_asks(pair, engine):
    owner, ana = pair
    owner.act(f"participants/{ana.participant}/ask-unmute").ok()
    assert engine.told("visio.ask-unmute")[0].identities == (ana.identity,)
    assert engine.muted == []


def test_the_client_is_told_even_when_the_engine_fails(pair, engine):
    owner, ana = pair
    engine.mute = lambda *_: (_ for _ in ()).throw(EngineFailed("unreachable"))
    owner.act(f"participants/{ana.participant}/mute", {"source": "microphone"}).ok()
    assert len(engine.told("visio.muted")) == 1
