"""Making rooms, and what an address leads to."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from visio.config.addresses import RESERVED, room_code
from visio.rooms.models import Room


def test_a_room_has_a_code_of_the_pattern_and_the_defaults(owner, room):
    assert re.fullmatch(r"[a-z]{3}-[a-z]{4}-[a-z]{3}", room)
    settings = owner.browser.get(f"rooms/{room}/settings").ok()
    assert settings == {
        "code": room,
        "title": "Budget",
        "access": "trusted",
        "guests": "allowed",
        "locked": False,
        "admission": "hosts",
        "before_host": "members",
        "show_title": False,
        "capacity": 150,
        "recording": "hosts",
        "strict_consent": False,
        "recording_days": 90,
        "recording_days_most": 730,
        "captions": "on-request",
        "language": None,
    }


def test_a_guest_makes_no_room(owner, guest):
    assert guest().browser.post("rooms", {"title": "x"}).refused() == "sign-in-required"


@pytest.mark.parametrize("change", [str.upper, lambda code: code.replace("-", ""), lambda code: code.replace("-", " ")])
def test_a_code_is_known_however_it_is_written(guest, room, change):
    assert guest().entrance(change(room))["code"] == room


@pytest.mark.parametrize(
    "code", ["abc-defg-hij", "x", "../../etc", "abc-defg-hi1", "a" * 300, "%00", "abc\u202e-defg-hij"]
)
def test_an_unknown_code_makes_no_room(owner, guest, room, code):
    for person in (owner, guest()):
        assert person.browser.get(f"rooms/{code}").refused() in ("room-unknown", "not-there")
        assert person.browser.post(f"rooms/{code}/join", {"name": "x"}).refused() in ("room-unknown", "not-there")
    assert Room.objects.count() == 1


def test_an_address_that_guesses_codes_has_to_wait(guest, room):
    person = guest()
    for _ in range(120):
        assert person.browser.get("rooms/abc-defg-hij").refused() == "room-unknown"
    refused = person.browser.get("rooms/abc-defg-hij")
    assert (refused.refused(), refused.body["params"]) == ("too-many-attempts", {"seconds": 60})


@pytest.mark.parametrize("title", ["a" * 121, "two\nlines", "\u202ebackwards", "\0"])
def test_a_title_that_nobody_should_see_is_refused(owner, title):
    assert owner.browser.post("rooms", {"title": title}).refused() == "title-invalid"


def test_my_rooms_are_those_in_which_i_have_a_role(owner, account, room):
    malik = account("Malik")
    assert malik.browser.get("rooms").ok()["items"] == []
    owner.browser.put(f"rooms/{room}/roles", {"email": malik.account.email, "role": "member"}).ok()
    [item] = malik.browser.get("rooms").ok()["items"]
    assert (item["code"], item["role"], item["live"]) == (room, "member", None)


def test_my_rooms_tell_who_is_in(owner, room):
    owner.enter(room)
    [item] = owner.browser.get("rooms").ok()["items"]
    assert item["live"]["count"] == 1


def test_my_rooms_come_fifty_at_a_time(owner):
    for _ in range(53):
        owner.browser.post("rooms", {}).ok()
    first = owner.browser.get("rooms").ok()
    rest = owner.browser.get(f"rooms?cursor={first['next']}").ok()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (50, 3, None)


def test_my_rooms_take_the_same_queries_however_many_they_are(owner, room, django_assert_max_num_queries):
    for _ in range(10):
        owner.browser.post("rooms", {}).ok()
    with django_assert_max_num_queries(4):
        owner.browser.get("rooms").ok()


@given(st.text(max_size=60))
def test_any_text_is_a_room_code_or_none(written):
    code = room_code(written)
    assert code is None or re.fullmatch(r"[a-z]{3}-[a-z]{4}-[a-z]{3}", code)


def test_no_reserved_word_looks_like_a_code():
    assert [word for word in RESERVED if room_code(word)] == []
