"""Who enters, who waits, and why: the decision itself, and what follows when its reasons change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from visio.calls.entrance import Entry, Facts, decide
from visio.rooms.models import Access, BeforeHost, Guests, Room
from visio.rooms.roles import HOSTS, Role

facts = st.builds(
    Facts,
    role=st.sampled_from(Role),
    inside=st.booleans(),
    approved=st.booleans(),
    blocked=st.booleans(),
    removed=st.booleans(),
    live=st.booleans(),
    new_guests_wait=st.booleans(),
    places=st.integers(-2, 3),
    guests_may_start=st.booleans(),
)
rooms = st.builds(
    Room,
    access=st.sampled_from(Access),
    guests=st.sampled_from(Guests),
    locked=st.booleans(),
    before_host=st.sampled_from(BeforeHost),
)


@given(rooms, facts)
def test_who_is_blocked_never_enters_and_who_is_in_always_does(room, known):
    entry = decide(room, known)
    if known.blocked:
        assert entry == Entry.BLOCKED
    elif known.inside:
        assert entry == Entry.ENTER


@given(rooms, facts)
def test_nobody_enters_a_full_room_or_a_locked_one_unasked(room, known):
    if decide(room, known) != Entry.ENTER or known.inside:
        return
    assert known.places > 0
    assert known.approved or not room.locked or known.role in HOSTS


@given(rooms, facts)
def test_a_guest_enters_directly_only_a_public_room(room, known):
    if known.role == Role.GUEST and decide(room, known) == Entry.ENTER and not (known.inside or known.approved):
        assert room.access == Access.PUBLIC
        assert room.guests == Guests.ALLOWED
        assert not (known.removed or known.new_guests_wait)


@given(rooms, facts)
def test_who_was_removed_does_not_enter_unasked(room, known):
    if known.removed and not (known.inside or known.approved):
        assert decide(room, known) != Entry.ENTER


# The line "Enter directly" of the roles table: owner, co-host, member, account, guest.
@pytest.mark.parametrize(
    ("access", "expected"),
    [("public", "eeeee"), ("trusted", "eeeew"), ("restricted", "eeeww")],
)
def test_who_enters_directly(access, expected):
    room = Room(access=access)
    entries = [decide(room, Facts(role=role, live=True)) for role in Role]
    assert "".join("e" if entry == Entry.ENTER else "w" for entry in entries) == expected


# The line "Start a call with no host present".
@pytest.mark.parametrize(
    ("access", "before_host", "guests_may_start", "expected"),
    [
        ("public", "members", True, "eeeee"),
        ("public", "members", False, "eeeea"),
        ("trusted", "members", True, "eeeew"),
        ("restricted", "members", False, "eeeww"),
        ("public", "nobody", True, "eeaaa"),
        ("trusted", "nobody", False, "eeaaw"),
    ],
)
def test_who_starts_a_call(access, before_host, guests_may_start, expected):
    room = Room(access=access, before_host=before_host)
    entries = [decide(room, Facts(role=role, guests_may_start=guests_may_start)) for role in Role]
    letters = {Entry.ENTER: "e", Entry.HOST_ABSENT: "a", Entry.WAIT: "w"}
    assert "".join(letters[entry] for entry in entries) == expected


def test_an_account_waits_for_the_host_and_enters_by_itself(owner, account, room, set_room, pushed):
    set_room(before_host="nobody")
    ana = account("Ana")
    assert ana.join(room).ok()["request"]["reason"] == "host-absent"
    owner.enter(room)
    assert pushed[-1]["event"]["state"] == "admitted"
    ana.enter(room)


def test_a_guest_who_waits_for_the_host_then_waits_for_the_answer(owner, guest, room, pushed, engine):
    malik = guest("Malik").wait(room)
    assert pushed[-1]["event"]["reason"] == "host-absent"
    owner.enter(room)
    assert (pushed[-1]["event"]["state"], pushed[-1]["event"]["reason"]) == ("waiting", "approval")
    assert [waiting["id"] for waiting in owner.state()["lobby"]] == [malik.request]


def test_members_are_told_the_count_when_no_host_is_there(account, guest, owner, room, engine):
    ana = account("Ana")
    owner.browser.put(f"rooms/{room}/roles", {"email": ana.account.email, "role": "member"}).ok()
    ana.enter(room)
    guest().wait(room)
    assert engine.told("visio.lobby")[-1].message["data"] == {"waiting": [], "count": 1, "answered": None}
    state = ana.state()
    assert (state["lobby"], state["waiting_count"]) == ([], 1)


def test_a_full_room_lets_people_in_by_itself_in_the_order_of_arrival(owner, account, room, set_room, pushed):
    set_room(capacity=2)
    owner.enter(room)
    ana, bob, eve = account("Ana").enter(room), account("Bob"), account("Eve")
    assert bob.entrance(room)["entry"] == "full"
    assert bob.join(room).ok()["request"] == {
        **bob.join(room).ok()["request"],
        "state": "queued_full",
        "reason": "full",
    }
    eve.wait(room)
    ana.act("leave").ok()
    assert [push["request"] for push in pushed if push["event"]["state"] == "admitted"] == [bob.request]
    assert ana.join(room).ok()["outcome"] == "waiting"  # the place is promised
    bob.enter(room)


def test_a_promised_place_that_is_not_taken_goes_to_the_next(owner, account, room, set_room, clock, sweep, pushed):
    set_room(capacity=2)
    owner.enter(room)
    ana = account("Ana").enter(room)
    bob, eve = account("Bob").wait(room), account("Eve").wait(room)
    ana.act("leave").ok()
    clock.advance(seconds=31)
    sweep()
    admitted = [push["request"] for push in pushed if push["event"]["state"] == "admitted"]
    assert admitted == [bob.request, eve.request]


def test_more_places_let_the_queue_in(owner, account, room, set_room, pushed):
    set_room(capacity=2)
    owner.enter(room)
    account("Ana").enter(room)
    account("Bob").wait(room)
    set_room(capacity=3)
    assert pushed[-1]["event"]["state"] == "admitted"


def test_who_is_admitted_to_a_full_room_waits_for_a_place(owner, guest, account, room, set_room, pushed):
    set_room(capacity=2)
    owner.enter(room)
    ana = account("Ana").enter(room)
    set_room(capacity=2, access="restricted")
    malik = guest("Malik").wait(room)
    owner.act(f"lobby/{malik.request}/admit").ok()
    assert pushed[-1]["event"]["state"] == "queued_full"
    ana.act("leave").ok()
    malik.enter(room)


def test_opening_the_room_lets_those_in_who_wait(owner, guest, room, set_room, pushed):
    owner.enter(room)
    malik = guest().wait(room)
    set_room(access="public")
    assert pushed[-1]["event"]["state"] == "admitted"
    malik.enter(room)


def test_a_locked_room_takes_nobody_new_and_no_requests(owner, guest, account, room, set_room):
    owner.enter(room)
    ana = account("Ana").enter(room)
    set_room(locked=True)
    assert guest().join(room).refused() == "room-locked"
    assert account("Bob").join(room).refused() == "room-locked"
    ana.act("leave").ok()
    ana.enter(room)  # back within ten minutes


def test_a_room_without_guests_asks_them_to_sign_in(guest, owner, room, set_room):
    set_room(guests="refused", access="public")
    owner.enter(room)
    malik = guest()
    assert malik.entrance(room)["entry"] == "sign-in"
    assert malik.join(room).refused() == "signin-needed"


@pytest.mark.parametrize(
    ("name", "reason"), [("", "empty"), ("x" * 300, "too_long"), ("a\u202eb", "characters"), (None, "empty")]
)
def test_a_guest_needs_a_usable_name(owner, guest, room, set_room, name, reason):
    set_room(access="public")
    owner.enter(room)
    refused = guest().join(room, name=name)
    assert (refused.refused(), refused.body["params"]) == ("name-invalid", {"reason": reason})


def test_a_name_with_markup_is_kept_as_text(owner, guest, room, set_room):
    set_room(access="public")
    owner.enter(room)
    name = "<img src=x onerror=alert(1)>"
    guest().enter(room, name=name)
    assert owner.state()["participants"][1]["name"] == name
