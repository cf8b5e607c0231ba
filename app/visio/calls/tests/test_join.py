"""Coming in: tokens, reloads, coming back, the same account twice."""

from __future__ import annotations

import jwt
import pytest
from visio.calls.models import Call, Participant
from visio.engine.scripted import ScriptedEngine


def claims(answer, engine: ScriptedEngine):
    token = answer.ok()["media"]["token"]
    return jwt.decode(
        token, engine.credentials[1], algorithms=["HS256"], options={"verify_exp": False, "verify_nbf": False}
    )


def test_the_media_token_opens_one_call_and_sends_no_data(owner, room, engine):
    answer = owner.join(room)
    found = claims(answer, engine)
    assert found["video"] == {
        "roomJoin": True,
        "room": owner.call,
        "canPublish": True,
        "canSubscribe": True,
        "canPublishData": False,
        "canUpdateOwnMetadata": False,
    }
    assert (found["sub"], found["iss"]) == (owner.identity, engine.credentials[0])
    assert found["attributes"] == {
        "visio.participant": owner.participant,
        "visio.role": "owner",
        "visio.guest": "false",
    }
    assert "name" not in found
    assert answer.body["media"]["url"] == "ws://testserver"


def test_nothing_about_the_account_is_in_what_others_see(owner, guest, room, set_room):
    set_room(access="public")
    owner.enter(room)
    malik = guest().enter(room)
    seen = str(malik.state())
    assert owner.account.pk not in seen
    assert owner.account.email not in seen


def test_a_second_person_of_a_name_gets_a_number(owner, guest, room, set_room):
    set_room(access="public")
    owner.enter(room)
    assert guest("Léa").join(room).ok()["participant"]["name"] == "Léa (2)"


def test_a_reload_is_the_same_participant_with_a_new_identity(owner, room, engine):
    owner.enter(room)
    before = (owner.participant, owner.identity, owner.browser.ticket)
    owner.enter(room)
    assert owner.participant == before[0]
    assert owner.identity != before[1]
    assert (owner.call, before[1]) in engine.removed
    assert len(owner.state()["participants"]) == 1
    owner.browser.ticket = before[2]
    assert owner.act("state", method="GET").refused() == "ticket-invalid"


def test_a_join_whose_answer_is_lost_does_not_cost_the_place(owner, room):
    owner.enter(room)
    held, me = owner.browser.ticket, owner.participant
    owner.join(room).ok()  # the page was closed before the answer came
    owner.browser.ticket = held
    assert owner.act("leave").refused() == "ticket-invalid"
    assert owner.enter(room).participant == me


def test_the_ticket_before_is_dead_once_the_present_one_was_used(owner, room):
    owner.enter(room)
    held = owner.browser.ticket
    owner.join(room).ok()
    owner.state()
    owner.browser.ticket = held
    assert owner.join(room).refused() == "ticket-invalid"


def test_an_admission_whose_answer_is_lost_does_not_cost_the_place(owner, guest, room):
    owner.enter(room)
    malik = guest().wait(room)
    owner.act(f"lobby/{malik.request}/admit").ok()
    held = malik.browser.ticket
    malik.join(room).ok()
    malik.browser.ticket = held
    malik.enter(room)


def test_the_old_identity_leaving_after_a_reload_changes_nothing(owner, room):
    owner.enter(room)
    old = owner.identity
    owner.enter(room)
    new, owner.identity = owner.identity, old
    owner.drop("CLIENT_INITIATED")
    owner.identity = new
    assert owner.state()["participants"][0]["connection"] == "connected"


def test_who_left_comes_back_within_ten_minutes_as_the_same(owner, guest, room, clock):
    owner.enter(room)
    malik = guest().wait(room)
    owner.act(f"lobby/{malik.request}/admit").ok()
    malik.enter(room)
    me = malik.participant
    malik.act("leave").ok()
    clock.advance(minutes=9)
    assert malik.enter(room).participant == me


def test_after_ten_minutes_a_guest_waits_again(owner, guest, room, clock):
    owner.enter(room)
    malik = guest().wait(room)
    owner.act(f"lobby/{malik.request}/admit").ok()
    malik.enter(room)
    malik.act("leave").ok()
    clock.advance(minutes=10, seconds=1)
    assert malik.join(room).ok()["outcome"] == "waiting"


def test_a_browser_is_recognised_without_its_ticket(owner, guest, room):
    owner.enter(room)
    malik = guest().wait(room)
    owner.act(f"lobby/{malik.request}/admit").ok()
    malik.enter(room)
    malik.act("leave").ok()
    malik.browser.ticket = None
    assert malik.join(room).ok()["outcome"] == "entered"


def test_the_same_account_is_in_twice(owner, room):
    owner.enter(room)
    first, owner.browser.ticket = (owner.participant, owner.identity), None
    assert owner.entrance(room)["present_elsewhere"]
    owner.enter(room, elsewhere="both")
    assert owner.participant != first[0]
    assert [person["name"] for person in owner.state()["participants"]] == ["Léa", "Léa (2)"]


def test_moving_here_ends_the_other_place(owner, room, engine):
    owner.enter(room)
    old, owner.browser.ticket = owner.identity, None
    owner.enter(room, elsewhere="move")
    assert (owner.call, old) in engine.removed
    assert engine.told("visio.left")[-1].message["data"]["how"] == "moved"
    assert len(owner.state()["participants"]) == 1


def test_a_ticket_wins_over_a_session(owner, guest, room, set_room):
    set_room(access="public")
    owner.enter(room)
    malik = guest().enter(room)
    malik.browser.client.force_login(owner.account)
    assert malik.browser.get("session").ok()["account"] is None
    assert malik.state()["me"]["role"] == "guest"


@pytest.mark.parametrize("ticket", ["x" * 22, "short", "", "x" * 22 + "; DROP", "é" * 22])
def test_a_forged_ticket_opens_nothing(owner, room, ticket):
    owner.enter(room)
    answer = owner.browser.client.get(
        f"/api/v1/calls/{owner.call}/state", headers={"Authorization": f"Ticket {ticket}".encode().decode("latin-1")}
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "ticket-invalid")


def test_a_waiting_ticket_is_no_place_in_the_call(owner, guest, room):
    owner.enter(room)
    malik = guest().wait(room)
    malik.call = owner.call
    assert malik.act("state", method="GET").refused() == "ticket-invalid"


def test_an_engine_that_does_not_answer_is_told_in_a_sentence(owner, room, engine):
    engine.fails_with = "unreachable"
    assert owner.join(room).refused() == "net-signal"
    engine.fails_with = None
    owner.enter(room)


def test_a_room_has_one_call_at_a_time(owner, account, room):
    owner.enter(room)
    account("Ana").enter(room)
    assert Call.objects.count() == 1


def test_looking_and_waiting_make_no_call(owner, guest, room):
    guest().entrance(room)
    guest().wait(room)
    assert Call.objects.count() == 0
    assert Participant.objects.count() == 0


def test_the_state_takes_the_same_queries_however_many_are_in(
    owner, guest, room, set_room, django_assert_max_num_queries
):
    set_room(access="public")
    owner.enter(room)
    for number in range(8):
        guest(f"Guest {number}").enter(room)
    with django_assert_max_num_queries(16):
        owner.state()
