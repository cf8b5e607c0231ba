"""Recording: asking everybody, writing only those who agree, withdrawing, newcomers, a recorder that dies."""

import os
import signal
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from e2e.conftest import Guests
from e2e.media import CHLOE, LEA, MALIK, NOAH
from e2e.meeting import enter, is_in, participant, sign_in, switch_on
from e2e.people import Person
from e2e.playing import hears_between, watches
from e2e.product import Account, Product
from e2e.recorded import decoded, heard_in, is_written, manifests, ready, stored, tones
from e2e.waiting import until

BROWSERS = ["chromium", "firefox"]
QUESTION = "Do you accept the recording?"
RUNNING = '[data-recording="running"]'
# How far the line of a short recording may be off a clock, in seconds.
FITTED_S = 0.5
EVERYBODY = [LEA, MALIK, CHLOE, NOAH]


def record(host: Person) -> None:
    """Asks everybody, with the choices as they stand."""
    host.click("button", "Record")
    host.click("button", "Ask and start")


def is_asked(person: Person) -> None:
    person.has("dialog", QUESTION)


def answer(person: Person, words: str) -> None:
    is_asked(person)
    person.click("button", words)


def choose(person: Person, words: str) -> None:
    """One of the choices behind the mark of the recording in the header."""
    person.evaluate("() => document.querySelector('button[data-recording]').click()")
    person.click("menuitem", words)


@pytest.fixture
def meeting(product: Product, organiser: Account, people: Guests) -> tuple[str, Person]:
    """A public room with its owner in the call."""
    code = organiser.room(access="public", title="Budget")
    lea = people.chromium(LEA)
    sign_in(lea, organiser)
    enter(lea, product, code)
    return code, lea


@pytest.mark.parametrize("browser", BROWSERS)
def test_only_those_who_accept_are_written(
    product: Product, organiser: Account, people: Guests, meeting: tuple[str, Person], browser: str
) -> None:
    """Scenario 29."""
    code, lea = meeting
    malik, chloe = people.at(browser, MALIK), people.chromium(CHLOE)
    for person in (malik, chloe):
        enter(person, product, code, name=person.name)

    record(lea)
    answer(malik, "Accept")
    answer(chloe, "Stay without being recorded")
    for person in (lea, malik, chloe):
        person.finds(RUNNING)

    him, her = participant(lea, MALIK.name), participant(lea, CHLOE.name)
    lea.finds(f'[data-participant="{her}"] [data-not-recorded]')
    lea.finds_no(f'[data-participant="{him}"] [data-not-recorded]')
    lea.hears(MALIK, CHLOE)
    malik.hears(LEA, CHLOE)
    is_written(product, under_way(organiser), files=4)

    choose(lea, "Stop the recording")
    lea.finds_no("[data-recording]")
    made = ready(organiser, code)

    assert heard_in(product, made["id"], EVERYBODY) == {LEA.name, MALIK.name}
    named = {track["name"] for manifest in manifests(product, made["id"]) for track in manifest["tracks"]}
    assert named == {LEA.name, MALIK.name}
    assert CHLOE.name not in str(organiser.get(f"recordings/{made['id']}/timeline"))


def test_no_answer_counts_as_a_refusal_and_can_be_changed(
    product: Product, organiser: Account, people: Guests, meeting: tuple[str, Person]
) -> None:
    """Scenario 29."""
    code, lea = meeting
    noah = people.chromium(NOAH)
    enter(noah, product, code, name=NOAH.name)

    record(lea)
    is_asked(noah)
    lea.finds(RUNNING)
    noah.has("dialog", QUESTION, limit_s=5)
    noah.reads("You did not answer, so you are not recorded.", limit_s=60)
    lea.hears(NOAH)
    him = participant(lea, NOAH.name)
    lea.finds(f'[data-participant="{him}"] [data-not-recorded]')

    if noah.controls("dialog", QUESTION):
        noah.click("button", "Accept")
    else:
        choose(noah, "Accept")
    lea.finds_no(f'[data-participant="{him}"] [data-not-recorded]')
    lea.hears(NOAH)
    is_written(product, under_way(organiser), files=4)
    choose(lea, "Stop the recording")
    made = ready(organiser, code)

    assert heard_in(product, made["id"], EVERYBODY) == {LEA.name, NOAH.name}
    [manifest] = manifests(product, made["id"])
    his = [track for track in manifest["tracks"] if track["name"] == NOAH.name]
    hers = [track for track in manifest["tracks"] if track["name"] == LEA.name and track["kind"] == "audio"]
    assert min(track["start"] for track in his) > min(track["start"] for track in hers) + 20


def test_who_withdraws_is_no_longer_written_and_a_newcomer_is_asked_at_the_door(
    product: Product,
    organiser: Account,
    people: Guests,
    meeting: tuple[str, Person],
    noted: Callable[[str, float], None],
) -> None:
    """Scenario 30."""
    code, lea = meeting
    malik = people.chromium(MALIK)
    enter(malik, product, code, name=MALIK.name)
    record(lea)
    answer(malik, "Accept")
    malik.finds(RUNNING)
    him = participant(lea, MALIK.name)
    lea.finds_no(f'[data-participant="{him}"] [data-not-recorded]')
    is_written(product, under_way(organiser), files=4)

    pressed = time.time()
    choose(malik, "Withdraw my agreement")
    lea.finds(f'[data-participant="{him}"] [data-not-recorded]')
    shown = time.time()
    lea.hears(MALIK)

    chloe = people.chromium(CHLOE)
    chloe.open(product.link(code))
    chloe.reads("This meeting is being recorded")
    chloe.finds('input[autocomplete="name"]')
    chloe.fill("Your name", CHLOE.name)
    until("the door asks", lambda: chloe.controls("button", "Join and accept"))
    switch_on(chloe)
    chloe.click("button", "Join without being recorded")
    is_in(chloe)
    lea.hears(CHLOE)
    choose(lea, "Stop the recording")
    made = ready(organiser, code)

    assert heard_in(product, made["id"], EVERYBODY) == {LEA.name, MALIK.name}
    [manifest] = manifests(product, made["id"])
    begun = datetime.fromisoformat(manifest["started_at"]).timestamp()
    for track in (one for one in manifest["tracks"] if one["name"] == MALIK.name):
        assert track["end"] < manifest["seconds"] - 2
        # Once others see that he is not recorded, nothing more of him is.
        assert begun + track["end"] <= shown + FITTED_S
        if track["kind"] == "audio":
            noted("withdrawal to the end of the file", begun + track["end"] - pressed)
            path = next(path for path in stored(product, made["id"]) if path.name == track["file"])
            after = decoded(path)[int((track["end"] + 0.5) * 16_000) :]
            assert not tones(after, EVERYBODY)
    answers = [details["answer"] for action, details in product.audited(made["id"]) if action == "recording.consent"]
    assert answers == ["accepted", "withdrawn", "refused"]


def test_a_recorder_that_dies_is_followed_by_another(
    product: Product, organiser: Account, meeting: tuple[str, Person]
) -> None:
    """Scenario 31."""
    code, lea = meeting
    record(lea)
    lea.finds(RUNNING)
    recording = under_way(organiser)
    is_written(product, recording, files=2)

    os.kill(recorder(recording), signal.SIGKILL)
    lea.reads("The recording was interrupted.", limit_s=30)
    lea.reads("The recording goes on with part 2.", limit_s=60)
    lea.finds(RUNNING)
    is_written(product, recording, files=4)
    choose(lea, "Stop the recording")
    made = ready(organiser, code)

    assert made["parts"] == 2
    first, second = (tones(decoded(path), EVERYBODY) for path in sound_files(product, made["id"]))
    assert first == second == {LEA.name}
    lea.open(product.link("recordings"))
    lea.reads("2 parts")

    watches(lea)
    lea.open(product.link(f"recordings/{recording}"))
    lea.has("button", "Play", limit_s=30)
    for part in organiser.get(f"recordings/{recording}/timeline")["parts"]:
        hears_between(lea, LEA, part["start"] + 0.5, part["start"] + part["seconds"] - 0.5)
        lea.sees_colour(LEA.colour)


def under_way(account: Account) -> str:
    """The newest recording, which is being made."""
    found = until("the recording is in the library", lambda: account.get("recordings")["items"])
    return str(found[0]["id"])


def recorder(recording: str) -> int:
    """The process that writes this recording."""

    def look() -> int:
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"recorder" in words and recording.encode() in words:
                return int(folder.name)
        return 0

    return until(f"the recorder of {recording}", look)


def sound_files(product: Product, recording: str) -> list[Path]:
    """The first sound of each part."""
    found: list[Path] = []
    for part in sorted({path.parent for path in stored(product, recording) if path.name == "manifest.json"}):
        [manifest] = [one for one in manifests(product, recording) if one["part"] == int(part.name.split("-")[1])]
        track = next(track for track in manifest["tracks"] if track["kind"] == "audio")
        found.append(part / track["file"])
    return found
