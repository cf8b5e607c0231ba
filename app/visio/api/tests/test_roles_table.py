"""Scenario 41: every act at the API, as every role, in one's own room and against another one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from visio.calls.models import Block, Participant
from visio.captions.models import CaptionReader
from visio.rooms.roles import Act, Role, Rule, rule
from visio.testing.people import Answer, Person

ROLES = [Role.OWNER, Role.CO_HOST, Role.MEMBER, Role.ACCOUNT, Role.GUEST]


@dataclass
class Meeting:
    """A call with one person of each role acting, and one of each to act upon."""

    code: str
    actors: dict[Role, Person]
    others: dict[Role, Person]
    waiting: Callable[[], Person]


@pytest.fixture
def meeting(owner: Person, account: Any, guest: Any, room: str) -> Meeting:
    return gather(owner, account, guest, room)


def gather(owner: Person, account: Any, guest: Any, room: str) -> Meeting:
    owner.browser.patch(f"rooms/{room}/settings", {"access": "public"}).ok()
    actors, others = {Role.OWNER: owner}, {Role.OWNER: account("Second owner")}
    for role in (Role.CO_HOST, Role.MEMBER, Role.ACCOUNT):
        actors[role], others[role] = account(f"{role} one"), account(f"{role} two")
    for role in (Role.OWNER, Role.CO_HOST, Role.MEMBER):
        for person in (actors[role], others[role]):
            owner.browser.put(
                f"rooms/{room}/roles", {"email": person.account.email if person.account else "", "role": role.value}
            ).ok()
    actors[Role.GUEST], others[Role.GUEST] = guest("Guest one"), guest("Guest two")
    for person in (*actors.values(), *others.values()):
        person.enter(room)
    owner.act("chat", {"text": "hello"}).ok()

    def waiting() -> Person:
        # Out of the call the owner closes the door, lets somebody knock, and opens it again.
        owner.browser.patch(f"rooms/{room}/settings", {"access": "restricted"}).ok()
        somebody: Person = guest("Waiting").wait(room)
        owner.browser.patch(f"rooms/{room}/settings", {"access": "restricted"}).ok()
        return somebody

    return Meeting(room, actors, others, waiting)


def message_of(person: Person) -> str:
    return str(person.act("chat", {"text": "a word"}).ok()["id"])


def typed(meeting: Meeting, person: Person) -> Answer:
    """A line of captions by somebody who was made the captioner for it."""
    choose = f"participants/{person.participant}/captioner"
    meeting.actors[Role.OWNER].act(choose, {"captioner": True})
    answer = person.act("captions/typed", {"text": "a line"})
    meeting.actors[Role.OWNER].act(choose, {"captioner": False})
    return answer


# Act → how it is done by somebody to somebody. The target is oneself for `own`.
Do = Callable[[Meeting, Person, Person], Answer]

ACTS: dict[Act, Do] = {
    Act.ADMIT: lambda m, me, _: me.act(f"lobby/{m.waiting().request}/admit"),
    Act.SEE_SETTINGS: lambda m, me, _: me.browser.get(f"rooms/{m.code}/settings"),
    Act.CHANGE_SETTINGS: lambda m, me, _: me.browser.patch(f"rooms/{m.code}/settings", {"show_title": True}),
    Act.SEE_ROLES: lambda m, me, _: me.browser.get(f"rooms/{m.code}/roles"),
    Act.GIVE_MEMBER: lambda m, me, _: me.browser.put(f"rooms/{m.code}/roles", {"email": "n@x.org", "role": "member"}),
    Act.GIVE_CO_HOST: lambda m, me, _: me.browser.put(f"rooms/{m.code}/roles", {"email": "n@x.org", "role": "co-host"}),
    Act.CHANGE_OWNERS: lambda m, me, _: me.browser.put(f"rooms/{m.code}/roles", {"email": "n@x.org", "role": "owner"}),
    Act.STOP_SHARE: lambda _, me, you: me.act(f"participants/{you.participant}/stop-share"),
    Act.MUTE: lambda _, me, you: me.act(f"participants/{you.participant}/mute", {"source": "microphone"}),
    Act.MUTE_ALL: lambda _, me, __: me.act("mute-all"),
    Act.ASK_UNMUTE: lambda _, me, you: me.act(f"participants/{you.participant}/ask-unmute"),
    Act.GIVE_FLOOR: lambda _, me, you: me.act(f"participants/{you.participant}/floor"),
    Act.LOWER_HAND: lambda _, me, you: me.act(f"participants/{you.participant}/lower-hand"),
    Act.LOWER_HANDS: lambda _, me, __: me.act("lower-hands"),
    Act.RAISE_HAND: lambda _, me, __: me.act("hand", {"raised": True}),
    Act.RENAME: lambda _, me, you: me.act(f"participants/{you.participant}/name", {"name": "New name"}),
    Act.REMOVE: lambda _, me, you: me.act(f"participants/{you.participant}/remove", {"block": False}),
    Act.LIFT_BLOCK: lambda _, me, __: me.act("unblock", {"block": "unknown"}),
    Act.ALLOW_NEW_GUESTS: lambda _, me, __: me.act("allow-new-guests"),
    Act.MAKE_CO_HOST: lambda _, me, you: me.act(f"participants/{you.participant}/role", {"role": "co-host"}),
    Act.UNMAKE_CO_HOST: lambda _, me, you: me.act(f"participants/{you.participant}/role", {"role": "participant"}),
    Act.CHAT: lambda _, me, __: me.act("chat", {"text": "hello"}),
    Act.DELETE_MESSAGE: lambda _, me, you: me.ask("DELETE", f"calls/{me.call}/chat/{message_of(you)}"),
    Act.CAPTIONS: lambda _, me, __: me.act("captions", {"on": True}, method="PUT"),
    Act.CAPTIONS_POLICY: lambda _, me, __: me.act("captions/policy", {"policy": "always"}, method="PUT"),
    Act.MAKE_CAPTIONER: lambda _, me, you: me.act(f"participants/{you.participant}/captioner", {"captioner": True}),
    Act.TYPE_CAPTIONS: lambda m, me, _: typed(m, me),
    Act.RECORD: lambda _, me, __: me.act("recording", {"picture": True}),
    Act.ASK_RECORDING: lambda _, me, __: me.act("recording/ask"),
    Act.CONSENT: lambda _, me, __: me.act("recording/consent", {"recording": "unknown", "accept": True}),
    Act.LEAVE: lambda _, me, __: me.act("leave"),
    Act.END: lambda _, me, __: me.act("end"),
}

# Done from the page of settings with an account, and tested with the roles' own tests.
ELSEWHERE = {Act.WITHDRAW_CO_HOST}

# Acts that need somebody to do them to.
ON_PEOPLE = {
    Act.STOP_SHARE,
    Act.MUTE,
    Act.ASK_UNMUTE,
    Act.GIVE_FLOOR,
    Act.LOWER_HAND,
    Act.RENAME,
    Act.REMOVE,
    Act.MAKE_CO_HOST,
    Act.UNMAKE_CO_HOST,
    Act.MAKE_CAPTIONER,
    Act.DELETE_MESSAGE,
}


def expected(act: Act, role: Role, target: Role | None, *, own: bool) -> bool:
    """What the table says, read here once more and on its own."""
    if act == Act.REMOVE and own:
        return False  # one leaves; nobody removes themselves
    if act in (Act.MAKE_CO_HOST, Act.UNMAKE_CO_HOST) and target == Role.OWNER:
        return False  # an owner is more than a co-host, and is made and unmade in the settings
    match rule(act, role):
        case Rule.ALWAYS:
            return True
        case Rule.OWN:
            return own or act not in ON_PEOPLE
        case Rule.NOT_ON_OWNERS:
            return own or target != Role.OWNER
        case Rule.ON_GUESTS_OR_OWN:
            return own or target == Role.GUEST
        case Rule.NEVER | Rule.IF_MEMBERS_ADMIT:
            return False


def test_every_act_of_the_table_is_tested():
    assert set(ACTS) | ELSEWHERE == set(Act)


# Answers to an act that is allowed, and has nothing to act on or was done already.
ALLOWED_BUT_VAIN = ("not-there", "recording-running", "no-recording")

# From the one with the fewest rights up, so that an act that ends something for its doer is tried by the others first.
RISING = [Role.GUEST, Role.ACCOUNT, Role.MEMBER, Role.CO_HOST, Role.OWNER]

# These change whom they are done to: after each success somebody else stands in.
CHANGING = [Act.REMOVE, Act.MAKE_CO_HOST, Act.UNMAKE_CO_HOST, Act.MAKE_CAPTIONER]


@pytest.mark.parametrize("act", [act for act in ACTS if act not in ON_PEOPLE], ids=str)
def test_an_act_on_the_meeting_is_done_exactly_by_those_who_may(meeting: Meeting, act: Act):
    for role in RISING:
        answer = ACTS[act](meeting, meeting.actors[role], meeting.others[Role.GUEST])
        if expected(act, role, None, own=False):
            assert answer.status < 300 or answer.code in ALLOWED_BUT_VAIN, (role, answer)
        else:
            assert answer.refused() == "not-allowed", role


@pytest.mark.parametrize("act", sorted(ON_PEOPLE - set(CHANGING)), ids=str)
def test_an_act_on_people_is_done_exactly_by_and_to_those_who_may(meeting: Meeting, act: Act):
    for role in RISING:
        me = meeting.actors[role]
        for target, you, own in [*((other, you, False) for other, you in meeting.others.items()), (role, me, True)]:
            answer = ACTS[act](meeting, me, you)
            if expected(act, role, target, own=own):
                assert answer.status < 300, (role, target, answer)
            else:
                assert answer.refused() == "not-allowed", (role, target)


@pytest.mark.parametrize("act", CHANGING, ids=str)
def test_an_act_that_changes_people_is_done_exactly_by_and_to_those_who_may(meeting: Meeting, act: Act):
    for role in RISING:
        me = meeting.actors[role]
        for target, you, own in [*((other, you, False) for other, you in meeting.others.items()), (role, me, True)]:
            answer = ACTS[act](meeting, me, you)
            if expected(act, role, target, own=own):
                assert answer.status < 300, (role, target, answer)
                undo(you, target)
            else:
                assert answer.refused() == "not-allowed", (role, target)


def undo(person: Person, role: Role) -> None:
    """Puts somebody back as they were."""
    Block.objects.all().delete()
    CaptionReader.objects.all().delete()
    Participant.objects.filter(pk=person.participant).update(state="connected", role=role.value, left_at=None)


@pytest.mark.parametrize("admission", ["hosts", "hosts-and-members"])
def test_members_admit_where_the_room_says_so(meeting: Meeting, admission: str):
    owner = meeting.actors[Role.OWNER]
    owner.browser.patch(f"rooms/{meeting.code}/settings", {"admission": admission}).ok()
    for role in RISING:
        answer = ACTS[Act.ADMIT](meeting, meeting.actors[role], owner)
        may = role in (Role.OWNER, Role.CO_HOST) or (role == Role.MEMBER and admission == "hosts-and-members")
        assert (answer.status == 204) == may, role


def test_nobody_reaches_a_call_or_a_room_that_is_not_theirs(meeting: Meeting, account: Any):
    """The same acts, with the ticket of this call, against a call and a room of somebody else."""
    stranger = account("Stranger")
    code = str(stranger.browser.post("rooms", {"title": "Other"}).ok()["code"])
    stranger.browser.patch(f"rooms/{code}/settings", {"access": "public"}).ok()
    stranger.enter(code)
    message = message_of(stranger)
    there = Meeting(code, meeting.actors, meeting.others, lambda: Person("Nobody", request="x" * 22))
    for role, me in meeting.actors.items():
        foreign = Person(me.name, me.browser, me.account, me.participant, stranger.call, me.identity)
        for act, do in ACTS.items():
            if act == Act.DELETE_MESSAGE:
                answer = foreign.ask("DELETE", f"calls/{stranger.call}/chat/{message}")
            else:
                answer = do(there, foreign, stranger)
            assert answer.refused() in ("not-there", "ticket-invalid", "not-allowed"), (role, act)
        assert foreign.act("state", method="GET").refused() == "not-there"
    assert len(stranger.state()["participants"]) == 1


def test_nobody_acts_on_somebody_of_another_call(meeting: Meeting, account: Any):
    stranger = account("Stranger")
    stranger.enter(str(stranger.browser.post("rooms", {}).ok()["code"]))
    for role, me in meeting.actors.items():
        for act in ON_PEOPLE - {Act.DELETE_MESSAGE}:
            assert ACTS[act](meeting, me, stranger).refused() == "not-there", (role, act)
    assert stranger.state()["participants"][0]["name"] == "Stranger"


def test_a_session_without_a_ticket_is_not_in_the_call(meeting: Meeting):
    member = meeting.actors[Role.MEMBER]
    member.browser.ticket = None
    for act in set(ACTS) - {Act.ADMIT, Act.DELETE_MESSAGE}:
        refused = ACTS[act](meeting, member, meeting.others[Role.GUEST]).refused()
        assert refused in ("ticket-invalid", "not-allowed"), act


def test_what_a_person_is_told_they_can_do_is_what_they_can_do(meeting: Meeting):
    for role, person in meeting.actors.items():
        can = person.state()["me"]["can"]
        assert set(can) == {act.value for act in Act}
        for act in Act:
            hopeless = rule(act, role) in (Rule.NEVER, Rule.IF_MEMBERS_ADMIT)
            assert can[act.value] is not hopeless, (role, act)
