"""The screens of recordings, of captions and of lost parts, as `scenes` has the others."""

import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from e2e.chromium import ChromiumPerson
from e2e.finished import Said, Track, lay, picture, sound
from e2e.language import catalogue
from e2e.media import LEA, MALIK
from e2e.meeting import sign_in
from e2e.product import Account
from e2e.scenes import Scene, Stage, enter_any_language, wait_for_prejoin

SECONDS = 24.0


@cache
def shown(organiser: Account) -> str:
    """A short recording of two people, with its text; one for all scenes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tracks = [Track(face, "microphone", sound(face, SECONDS, folder), SECONDS) for face in (LEA, MALIK)]
        tracks += [
            Track(
                *(face, "camera", picture([(face.colour, SECONDS)], 180, folder / f"{face.tone_hz}.webm"), SECONDS),
                height=180,
            )
            for face in (LEA, MALIK)
        ]
        said = [
            Said(LEA, 1, "We have to cut the budget of the city by ten percent this year."),
            Said(MALIK, 8, "The children need more money for the winter."),
            Said(LEA, 16, "Then the bridge has to wait until spring."),
        ]
        return lay(organiser, organiser.room(title="Budget"), SECONDS, tracks, said, title="Budget 2027")


def press(person: ChromiumPerson, key: str, *, role: str = "button") -> None:
    """Presses what has the sentence of this key as its name, in the page's language."""
    person.click(role, catalogue(person.attribute("html", "lang") or "")[key])


def recordings_library(stage: Stage) -> ChromiumPerson:
    recording = shown(stage.organiser)
    lea = stage.onlooker()
    sign_in(lea, stage.organiser)
    lea.open(stage.product.link("recordings"))
    lea.finds(f'[data-recording="{recording}"]')
    return lea


def recordings_import(stage: Stage) -> ChromiumPerson:
    lea = recordings_library(stage)
    press(lea, "library.import")
    lea.finds("dialog[open] input[type=file]")
    return lea


def recording_player(stage: Stage) -> ChromiumPerson:
    lea = stage.onlooker()
    sign_in(lea, stage.organiser)
    lea.open(stage.product.link(f"recordings/{shown(stage.organiser)}"))
    lea.finds("[data-word]")
    return lea


def recording_chapter(stage: Stage) -> ChromiumPerson:
    lea = recording_player(stage)
    press(lea, "player.add-chapter")
    lea.finds("dialog[open] input")
    return lea


def recording_share(stage: Stage) -> ChromiumPerson:
    lea = recording_player(stage)
    press(lea, "sharing.share")
    lea.finds("dialog[open] input")
    return lea


def recording_download(stage: Stage) -> ChromiumPerson:
    lea = recording_player(stage)
    press(lea, "sharing.download")
    lea.finds("dialog[open] a, dialog[open] button")
    return lea


def recording_shared(stage: Stage) -> ChromiumPerson:
    until = datetime.now(UTC) + timedelta(days=20)
    wish = {"kind": "link", "until": until.isoformat(), "may_download": True, "may_read": True}
    link = stage.product.link(str(stage.organiser.post(f"recordings/{shown(stage.organiser)}/shares", **wish)["link"]))
    chloe = stage.onlooker()
    chloe.open(link)
    chloe.finds("[data-word]")
    return chloe


def call_recording_choices(stage: Stage) -> ChromiumPerson:
    lea, _ = stage.host_in_call()
    press(lea, "recording.open")
    lea.finds("aside form")
    return lea


def recorded_call(stage: Stage) -> tuple[ChromiumPerson, str]:
    """A host who has asked, and the room's code."""
    lea, code = stage.host_in_call(access="public")
    press(lea, "recording.open")
    press(lea, "recording.ask-and-start")
    return lea, code


def call_recording(stage: Stage) -> ChromiumPerson:
    lea, _ = recorded_call(stage)
    lea.finds('[data-recording="running"]')
    return lea


def call_consent(stage: Stage) -> ChromiumPerson:
    host = Stage(stage.product, stage.organiser, stage.people)
    lea, code = host.host_in_call(access="public")
    malik = stage.onlooker()
    enter_any_language(malik, stage.product, code, name=MALIK.name)
    press(lea, "recording.open")
    press(lea, "recording.ask-and-start")
    malik.finds("[data-consent]")
    return malik


def prejoin_recorded(stage: Stage) -> ChromiumPerson:
    host = Stage(stage.product, stage.organiser, stage.people)
    lea, code = recorded_call(host)
    lea.finds('[data-recording="running"]')
    malik = stage.onlooker()
    wait_for_prejoin(malik, stage.product, code, name=MALIK.name)
    return malik


def call_captions(stage: Stage) -> ChromiumPerson:
    lea, _ = stage.host_in_call()
    press(lea, "captions.turn-on")
    lea.finds("[data-captions]")
    return lea


def page_missing(stage: Stage) -> ChromiumPerson:
    malik = stage.onlooker()
    malik.page.route("**/assets/RoomPage-*", lambda route: route.abort("connectionreset"))
    malik.open(stage.product.link(stage.organiser.room(access="public")))
    malik.finds('[data-error="page-missing"]')
    return malik


def page_on_its_way(stage: Stage) -> ChromiumPerson:
    malik = stage.onlooker()
    malik.page.route("**/assets/main-*.js", lambda route: route.abort("connectionreset"))
    malik.open(stage.product.url)
    malik.page.locator(".on-its-way").wait_for(timeout=20_000)
    return malik


SCENES: list[Scene] = [
    recordings_library,
    recordings_import,
    recording_player,
    recording_chapter,
    recording_share,
    recording_download,
    recording_shared,
    call_recording_choices,
    call_recording,
    call_consent,
    prejoin_recorded,
    call_captions,
    page_missing,
    page_on_its_way,
]
