"""Raised hands."""

from __future__ import annotations

import pytest


@pytest.fixture
def three(owner, account, room):
    return owner.enter(room), account("Ana").enter(room), account("Bob").enter(room)


def queue(engine):
    return [hand["id"] for hand in engine.told("visio.hands")[-1].message["data"]["hands"]]


def test_hands_stand_in_the_order_in_which_the_server_saw_them(three, engine):
    owner, ana, bob = three
    ana.act("hand", {"raised": True}).ok()
    bob.act("hand", {"raised": True}).ok()
    ana.act("hand", {"raised": True}).ok()  # again, and still the first
    assert queue(engine) == [ana.participant, bob.participant]
    ranks = {person["name"]: person["hand"] and person["hand"]["rank"] for person in owner.state()["participants"]}
    assert ranks == {"Léa": None, "Ana": 1, "Bob": 2}


def test_the_first_goes_and_the_second_moves_up(three, engine):
    _owner, ana, bob = three
    ana.act("hand", {"raised": True}).ok()
    bob.act("hand", {"raised": True}).ok()
    ana.act("hand", {"raised": False}).ok()
    assert queue(engine) == [bob.participant]


def test_a_reload_keeps_the_place_in_the_queue(three, engine, room):
    _owner, ana, bob = three
    ana.act("hand", {"raised": True}).ok()
    bob.act("hand", {"raised": True}).ok()
    ana.act("leave").ok()
    ana.enter(room)
    assert queue(engine) == [ana.participant, bob.participant]


def test_who_comes_back_after_a_while_has_no_hand_up(three, engine, room, clock):
    _owner, ana, bob = three
    ana.act("hand", {"raised": True}).ok()
    bob.act("hand", {"raised": True}).ok()
    ana.act("leave").ok()
    clock.advance(seconds=61)
    ana.enter(room)
    assert queue(engine) == [bob.participant]


def test_who_leaves_stands_in_no_queue(three, engine):
    _owner, ana, bob = three
    ana.act("hand", {"raised": True}).ok()
    bob.act("hand", {"raised": True}).ok()
    ana.act("leave").ok()
    assert queue(engine) == [bob.participant]


def test_the_floor_is_given_to_one(three, engine):
    owner, ana, bob = three
    for person in (ana, bob):
        person.act("hand", {"raised": True}).ok()
        owner.act(f"participants/{person.participant}/floor").ok()
    hands = engine.told("visio.hands")[-1].message["data"]["hands"]
    assert [hand["floor"] for hand in hands] == [False, True]
    assert [sent.identities for sent in engine.told("visio.floor")] == [(ana.identity,), (bob.identity,)]


def test_a_host_lowers_one_and_all(three, engine):
    owner, ana, bob = three
    for person in (ana, bob):
        person.act("hand", {"raised": True}).ok()
    owner.act(f"participants/{ana.participant}/lower-hand").ok()
    assert queue(engine) == [bob.participant]
    owner.act("lower-hands").ok()
    assert queue(engine) == []


def test_a_reload_keeps_the_hand(three, room):
    owner, ana, _bob = three
    ana.act("hand", {"raised": True}).ok()
    ana.enter(room)
    assert owner.state()["participants"][1]["hand"]["rank"] == 1
