"""Who finds which recordings, and what may be done with them."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from visio.config.clock import now
from visio.jobs import child, queue
from visio.recordings.models import Consent, Recording
from visio.retention.purge import purge
from visio.storage.current import storage


@pytest.fixture
def people(owner, account, guest, room, set_room):
    """Léa, who owns the room, Ana, who agreed, Ben, a guest who refused; all out of the call."""
    set_room(access="public")
    found = owner.enter(room), account("Ana").enter(room), guest("Ben").enter(room)
    for person in found:
        person.browser.ticket = None
    return found


@pytest.fixture
def recording(people, recorded):
    lea, ana, ben = people
    return recorded(lea, ana, refused=(ben,))


def run_jobs():
    while (job := queue.claim(now())) is not None:
        assert child.perform(job.pk) == 0


def listed(person, query=""):
    return [item["title"] for item in person.browser.get(f"recordings{query}").ok()["items"]]


def test_the_owner_finds_it_with_all_that_matters(people, recording):
    lea, *_ = people
    [item] = lea.browser.get("recordings").ok()["items"]
    assert (item["title"], item["people"], item["declined"], item["parts"]) == ("Budget", ["Léa", "Ana"], 1, 1)
    assert (item["role"], item["delete_on"][:10], item["bytes"]) == ("host", "2027-02-21", 200)
    assert item["can"] == dict.fromkeys(item["can"], True) | {"remove-me": True}


def test_others_get_one_same_answer_for_what_is_unknown_and_what_is_forbidden(people, recording, account):
    _lea, ana, ben = people
    assert listed(ana) == []
    unknown = ana.browser.get("recordings/unknown")
    forbidden = ana.browser.get(f"recordings/{recording.pk}")
    assert (unknown.status, unknown.body) == (forbidden.status, forbidden.body)
    assert ben.browser.get(f"recordings/{recording.pk}").refused() == "sign-in-required"
    operator = account("Olga", operator=True)
    assert operator.browser.get(f"recordings/{recording.pk}").refused() == "not-there"


def test_titles_are_searched_with_any_case(people, recording, recorded):
    lea, *_ = people
    recorded(lea, title="Réunion d’équipe")
    assert listed(lea, "?search=budg") == ["Budget"]
    assert listed(lea, "?search=nothing") == []


def test_fifty_at_a_time_the_newest_first(people, recorded, monkeypatch):
    from visio.recordings.library import listing

    monkeypatch.setattr(listing, "PAGE", 2)
    lea, *_ = people
    for number in range(5):
        recorded(lea, title=f"{number}")
    seen, cursor = [], ""
    while cursor is not None:
        page = lea.browser.get(f"recordings?cursor={cursor}").ok()
        seen += [item["title"] for item in page["items"]]
        cursor = page["next"]
    assert seen == ["4", "3", "2", "1", "0"]


def test_the_timeline_says_who_is_heard_when_and_where(people, recording):
    lea, ana, _ben = people
    line = lea.browser.get(f"recordings/{recording.pk}/timeline").ok()
    assert [(clip["name"], clip["start"], clip["end"], clip["offset"]) for clip in line["clips"]] == [
        ("Léa", 0.0, 60.0, 0.0),
        ("Ana", 0.0, 60.0, 0.0),
    ]
    assert line["speaking"] == [[1.0, 3.0, lea.participant], [1.0, 3.0, ana.participant]]
    assert [(person["name"], person["colour"], person["seconds_spoken"]) for person in line["people"]] == [
        ("Léa", 0, 2.0),
        ("Ana", 1, 2.0),
    ]


def test_a_title_is_changed_by_hosts(people, recording):
    lea, ana, _ben = people
    assert lea.browser.patch(f"recordings/{recording.pk}", {"title": "Budget 2027"}).ok()["title"] == "Budget 2027"
    assert lea.browser.patch(f"recordings/{recording.pk}", {"title": "a\u202eb"}).refused() == "title-invalid"
    assert ana.browser.patch(f"recordings/{recording.pk}", {"title": "x"}).refused() == "not-there"


def test_it_is_kept_longer_up_to_the_bound(people, recording):
    lea, *_ = people
    kept = [lea.browser.post(f"recordings/{recording.pk}/extend") for _ in range(9)]
    assert [answer.status for answer in kept] == [200] * 8 + [409]
    assert kept[-1].code == "kept-longest"
    assert kept[-2].body["delete_on"][:10] == "2028-11-22"


def test_deleting_deletes_bytes_and_keeps_answers_for_a_year(people, recording, clock):
    lea, *_ = people
    assert storage().files(recording.pk) != []
    assert lea.browser.delete(f"recordings/{recording.pk}").status == 204
    assert listed(lea) == []
    run_jobs()
    assert storage().files(recording.pk) == []
    assert Consent.objects.filter(recording=recording).count() == 3
    clock.advance(days=366)
    purge(now())
    assert (Consent.objects.count(), Recording.objects.count()) == (0, 0)


def test_at_its_term_it_is_gone_with_its_bytes(recording, clock):
    clock.advance(days=90)
    assert purge(now())["recordings"] == 1
    run_jobs()
    assert storage().files(recording.pk) == []
    found = Recording.objects.get()
    assert (found.state, found.title, found.bytes) == ("expired", "", 0)


def test_with_whom_it_was_shared_goes_with_it(people, recording):
    lea, *_ = people
    share = recording.shares.create(kind="person", email="zoe@example.org")
    share.openings.create()
    lea.browser.delete(f"recordings/{recording.pk}")
    assert recording.shares.count() == 0
    assert recording.people.count() == 3


def test_deleting_is_for_owners(people, recording):
    _lea, ana, _ben = people
    recording.people.filter(participant=ana.participant).update(host=True)
    assert listed(ana) == ["Budget"]
    assert ana.browser.delete(f"recordings/{recording.pk}").refused() == "not-allowed"
    assert not ana.browser.get(f"recordings/{recording.pk}").ok()["can"]["delete"]


def test_who_is_taken_out_leaves_no_byte(people, recording):
    lea, ana, _ben = people
    recording.shares.create(kind="accounts")
    mine = ana.browser.post(f"recordings/{recording.pk}/removals").ok()
    assert (mine["state"], mine["mine"]) == ("asked", True)
    assert ana.browser.post(f"recordings/{recording.pk}/removals").ok()["id"] == mine["id"]
    assert ana.browser.post(f"recordings/{recording.pk}/removals/{mine['id']}/accept").refused() == "not-allowed"
    lea.browser.post(f"recordings/{recording.pk}/removals/{mine['id']}/accept").ok()
    line = lea.browser.get(f"recordings/{recording.pk}/timeline").ok()
    assert [clip["name"] for clip in line["clips"]] == ["Léa"]
    run_jobs()
    assert lea.browser.get(f"recordings/{recording.pk}/removals").ok()["items"][0]["state"] == "done"
    keys = [file.key for file in storage().files(recording.pk)]
    assert sorted(keys) == [f"{recording.pk}/part-1/manifest.json", f"{recording.pk}/part-1/t1.webm"]
    [file] = [file for file in storage().files(recording.pk) if file.key.endswith("json")]
    assert b"Ana" not in b"".join(storage().read(file.key, 0, file.bytes))


def taken_out(host, person, recording):
    path = f"recordings/{recording.pk}/removals"
    recording.shares.create(kind="accounts")
    mine = person.browser.post(path).ok()
    return host.browser.post(f"{path}/{mine['id']}/accept").ok()


def test_who_was_there_twice_is_taken_out_twice(people, recording):
    lea, ana, _ben = people
    [tablet] = recording.people.filter(participant=ana.participant)
    tablet.pk, tablet.participant = None, "ana-on-her-tablet"
    tablet.save()
    taken_out(lea, ana, recording)
    assert recording.people.filter(account=ana.account, removed=False).count() == 0


def test_who_refused_on_one_device_and_agreed_on_another_may_ask(people, recording):
    _lea, ana, _ben = people
    recording.people.filter(participant=ana.participant).delete()
    for device, answer in (("her-tablet", "refused"), (ana.participant, "accepted")):
        recording.people.create(participant=device, account=ana.account, name="Ana", answer=answer)
    recording.shares.create(kind="accounts")
    assert ana.browser.get(f"recordings/{recording.pk}").ok()["can"]["remove-me"]
    assert ana.browser.post(f"recordings/{recording.pk}/removals").ok()["participant"] == ana.participant
    assert not ana.browser.get(f"recordings/{recording.pk}").ok()["can"]["remove-me"]


def test_a_saved_file_is_named_by_title_and_day_or_by_the_meetings_code(people, recording, room):
    lea, *_ = people
    recording.files.create(layout="sound", state="ready", name="file-a/sound.m4a", bytes=9)
    for title, named in (("Réunion: budget/2027", "Réunion budget 2027"), ("", room)):
        recording.title = title
        recording.save()
        url = lea.browser.get(f"recordings/{recording.pk}/download/sound").ok()["url"]
        assert unquote(urlsplit(url).path).rsplit("/", 1)[1] == f"{named} 2026-11-23.m4a"


def test_what_shows_somebody_is_withheld_as_soon_as_they_are_taken_out(people, recording):
    lea, ana, _ben = people
    recording.files.create(layout="sound", state="ready", name="file-a/sound.m4a", bytes=9)
    assert lea.browser.get(f"recordings/{recording.pk}/download/sound").ok()["url"]
    taken_out(lea, ana, recording)
    assert lea.browser.get(f"recordings/{recording.pk}/download/sound").refused() == "file-not-ready"


def test_what_is_being_composed_with_somebody_who_is_taken_out_is_made_anew(people, recording):
    lea, ana, _ben = people
    lea.browser.post(f"recordings/{recording.pk}/files", {"layout": "sound"}).ok()
    composing = queue.claim(now())
    assert composing is not None
    taken_out(lea, ana, recording)
    removing = queue.claim(now())
    assert removing is not None
    assert child.perform(removing.pk) == 0
    composing.refresh_from_db()
    assert composing.cancel
    assert recording.files.get().job != composing.pk


def test_who_is_not_in_it_has_nothing_to_take_out(people, recording, account):
    zoe = account("Zoé")
    recording.shares.create(kind="accounts")
    assert zoe.browser.post(f"recordings/{recording.pk}/removals").refused() == "not-recorded"


def test_a_removal_may_be_refused(people, recording):
    lea, ana, _ben = people
    recording.shares.create(kind="accounts")
    mine = ana.browser.post(f"recordings/{recording.pk}/removals").ok()
    lea.browser.post(f"recordings/{recording.pk}/removals/{mine['id']}/refuse").ok()
    run_jobs()
    assert len(storage().files(recording.pk)) == 2


def test_what_takes_how_much_is_shown(people, recording, recorded):
    lea, *_ = people
    recorded(lea)
    assert lea.browser.get("recordings").ok()["quota"] == {"used": 300, "limit": 50_000_000_000}


def test_the_recordings_of_one_call_for_the_page_after_it(people, recording):
    lea, ana, _ben = people
    Recording.objects.update(call=lea.call)
    assert [item["state"] for item in lea.browser.get(f"recordings?call={lea.call}").ok()["items"]] == ["ready"]
    assert ana.browser.get(f"recordings?call={lea.call}").refused() == "not-there"


def add_chapter(person, recording, at, title):
    return person.browser.post(f"recordings/{recording.pk}/chapters", {"at": at, "title": title})


def test_hosts_name_places_of_a_recording(people, recording):
    lea, *_ = people
    recording.seconds = 60.0
    recording.save()
    add_chapter(lea, recording, 20.5, "Vote").ok()
    items = add_chapter(lea, recording, 10, " Budget ").ok()["items"]
    assert [(item["at"], item["title"], item["kind"]) for item in items] == [
        (10.0, "Budget", "manual"),
        (20.5, "Vote", "manual"),
    ]
    assert lea.browser.get(f"recordings/{recording.pk}/timeline").ok()["chapters"] == items
    left = lea.browser.delete(f"recordings/{recording.pk}/chapters/{items[0]['id']}").ok()["items"]
    assert left == items[1:]
    assert lea.browser.delete(f"recordings/{recording.pk}/chapters/{items[0]['id']}").refused() == "not-there"


def test_a_chapter_needs_a_title_and_a_place_within(people, recording):
    lea, *_ = people
    for at, title, code in (
        (1, " ", "chapter-invalid"),
        (recording.seconds + 1, "Late", "chapter-invalid"),
        (1, "x" * 121, "title-invalid"),
        (-1, "Early", "request-invalid"),
    ):
        assert add_chapter(lea, recording, at, title).refused() == code
    assert not recording.chapters.exists()


def test_chapters_are_for_hosts_and_have_a_limit(people, recording, monkeypatch):
    from visio.recordings.library import chapters

    lea, ana, _ben = people
    lea.browser.post(f"recordings/{recording.pk}/shares", {"kind": "accounts"}).ok()
    assert add_chapter(ana, recording, 0, "Mine").refused() == "not-allowed"
    monkeypatch.setattr(chapters, "MOST_CHAPTERS_BY_HAND", 1)
    made = add_chapter(lea, recording, 0, "First").ok()["items"][0]
    assert add_chapter(lea, recording, 0, "Second").refused() == "too-many-chapters"
    assert ana.browser.delete(f"recordings/{recording.pk}/chapters/{made['id']}").refused() == "not-allowed"


def test_chapters_go_with_the_recording(people, recording):
    lea, *_ = people
    add_chapter(lea, recording, 0, "First").ok()
    lea.browser.delete(f"recordings/{recording.pk}").ok()
    assert not recording.chapters.exists()
