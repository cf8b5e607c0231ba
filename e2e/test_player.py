"""The player, before anything was composed: it plays the tracks themselves, in both browsers."""

import json
from collections.abc import Callable

import pytest

from e2e.conftest import Guests
from e2e.exported import exported, lines
from e2e.finished import Said, Track, lay, moving_picture, picture, picture_h264, sound
from e2e.media import CHLOE, LEA, MALIK, NOAH, ZOE, Face
from e2e.meeting import sign_in
from e2e.people import Person
from e2e.playing import at, hears_played, plays_together, seek, watches
from e2e.product import Account
from e2e.waiting import until

SECONDS = 120.0
HALF = SECONDS / 2
CROWD_SECONDS = 240.0
# Nobody else has this colour.
PRESENTED = ZOE.colour


@pytest.fixture(scope="module")
def recording(organiser: Account, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Two minutes of three people. Léa and Malik change colour in the middle; from there on Léa presents."""
    folder = tmp_path_factory.mktemp("finished")
    code = organiser.room(title="Budget")
    change = [(LEA.colour, HALF), (NOAH.colour, HALF)]
    tracks = [Track(face, "microphone", sound(face, SECONDS, folder), SECONDS) for face in (LEA, MALIK, CHLOE)]
    tracks += [
        Track(LEA, "camera", picture(change, 180, folder / "lea.webm"), SECONDS, height=180),
        Track(MALIK, "camera", picture_h264(MALIK.colour, SECONDS, 180, folder / "malik.mp4"), SECONDS, height=180),
        Track(
            *(LEA, "screen_share", picture([(PRESENTED, SECONDS)], 360, folder / "screen.webm")),
            *(SECONDS, HALF),
            height=360,
        ),
    ]
    said = [
        Said(LEA, 2, "we have to cut the budget"),
        Said(MALIK, 12, "the children need it for the winter"),
        Said(LEA, 70, "this is the plan for the bridge"),
    ]
    return lay(organiser, code, SECONDS, tracks, said, title="Budget")


@pytest.fixture(scope="module")
def crowd(organiser: Account, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Ten people whose files are longer than what a browser reads ahead."""
    folder = tmp_path_factory.mktemp("crowd")
    faces = [Face(f"Person {number}", 400 + 100 * number, (0, 0, 0)) for number in range(10)]
    camera = moving_picture(180, CROWD_SECONDS, folder / "camera.webm")
    tracks = [Track(face, "microphone", sound(face, CROWD_SECONDS, folder), CROWD_SECONDS) for face in faces]
    tracks += [Track(face, "camera", camera, CROWD_SECONDS, height=180) for face in faces]
    said = [Said(face, 10.0 * number, "all of us are here") for number, face in enumerate(faces)]
    return lay(organiser, organiser.room(title="Crowd"), CROWD_SECONDS, tracks, said, title="Crowd")


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_the_tracks_play_as_one(organiser: Account, people: Guests, recording: str, browser: str) -> None:
    """Scenario 32: at once, together, at any place, speed and layout."""
    assert organiser.get(f"recordings/{recording}/files")["items"] == []
    lea = opens(people.at(browser, LEA), organiser, recording)
    lea.click("button", "Play")
    plays_together(lea, pictures=2, sounds=3)
    hears_played(lea, LEA, MALIK, CHLOE)
    lea.sees_colour(LEA.colour)
    lea.sees_colour(MALIK.colour)

    seek(lea, HALF + 5)
    lea.sees_colour(PRESENTED)
    lea.sees_colour(NOAH.colour)
    assert at(lea) > HALF + 4
    plays_together(lea, pictures=3, sounds=3)

    lea.click("button", "Layout: Speaker and presentation")
    lea.click("menuitemradio", "Presentation")
    plays_together(lea, pictures=1, sounds=3)
    lea.click("button", "Layout: Presentation")
    lea.click("menuitemradio", "Grid")
    seek(lea, 3)
    plays_together(lea, pictures=2, sounds=3)

    lea.click("button", "Speed: 1×")
    lea.click("menuitemradio", "2×")
    until(
        "all plays twice as fast", lambda: all(abs(rate - 2) <= 0.2 for rate in rates(lea)), explain=lambda: rates(lea)
    )
    lea.sees_motion()


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_words_speakers_and_chapters_lead_to_their_place(
    organiser: Account, people: Guests, recording: str, browser: str
) -> None:
    """Scenario 32."""
    malik = opens(people.at(browser, MALIK), organiser, recording)
    malik.has("button", "Play")

    malik.finds("[data-turn='1'] [data-word='3']")
    malik.evaluate("() => document.querySelector(\"[data-turn='1'] [data-word='3']\").click()")
    stands(malik, 12 + 3 / 2)
    malik.click("button", "1:00 Léa Martin")
    stands(malik, HALF)
    malik.click("button", f"Next words of {LEA.name}")
    stands(malik, 70)
    malik.click("button", "1:00 Léa Martin")
    malik.sees_colour(PRESENTED)

    malik.click("button", "Play")
    plays_together(malik, pictures=3, sounds=3)


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_ten_people_play_at_once(organiser: Account, people: Guests, crowd: str, browser: str) -> None:
    """A browser has six connections to a server; nine pictures and ten voices share them."""
    lea = opens(people.at(browser, LEA), organiser, crowd)
    lea.click("button", "Layout: Speaker and presentation")
    lea.click("menuitemradio", "Grid")
    lea.click("button", "Play")
    plays_at_all(lea, pictures=9, sounds=10)
    seek(lea, CROWD_SECONDS / 2)
    plays_at_all(lea, pictures=9, sounds=10)


def test_each_text_file_holds_who_said_what_and_when(organiser: Account, recording: str) -> None:
    """Scenario 32: what is downloaded, read back."""
    files = exported(organiser, recording)
    spoken = [
        (2, LEA.name, "we have to cut the budget"),
        (12, MALIK.name, "the children need it for the winter"),
        (70, LEA.name, "this is the plan for the bridge"),
    ]
    clocks: dict[str, Callable[[int], str]] = {
        "vtt": lambda at: f"00:0{at // 60}:{at % 60:02}.000",
        "srt": lambda at: f"00:0{at // 60}:{at % 60:02},000",
        "json": lambda at: f"{at}.0",
        **dict.fromkeys(("md", "txt", "docx"), lambda at: f"0:0{at // 60}:{at % 60:02}"),
    }
    assert files["vtt"].startswith(b"WEBVTT\n")
    assert files["srt"].startswith(b"1\n")
    assert files["md"].startswith(b"# Budget\n")
    assert files["txt"].startswith(b"Budget\n")
    assert json.loads(files["json"])["title"] == "Budget"
    for name, content in files.items():
        assert lines(name, content) == [(clocks[name](at), who, words) for at, who, words in spoken], name


def opens(person: Person, account: Account, recording: str) -> Person:
    """The same person, signed in and at the player of the recording."""
    watches(person)
    sign_in(person, account)
    person.open(account.product.link(f"recordings/{recording}"))
    return person


def plays_at_all(person: Person, *, pictures: int, sounds: int) -> None:
    """Waits until so many go on. That they stay together is for fewer, on two cores that decode them too."""

    def counts() -> tuple[int, int]:
        offsets = person.evaluate("() => window.visioPlaying.offsets()")
        return len(offsets["pictures"]), len(offsets["sounds"])

    until("all of them play", lambda: counts() == (pictures, sounds), limit_s=30, explain=counts)


def rates(person: Person) -> list[float]:
    return [float(rate) for rate in person.evaluate("() => window.visioPlaying.rates()")]


def stands(person: Person, position: float) -> None:
    """The player is there, within the 0.3 s of scenario 32."""
    until(f"the player is at {position}", lambda: abs(at(person) - position) <= 0.3, explain=lambda: at(person))


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_a_host_names_a_place_and_takes_it_back(
    organiser: Account, people: Guests, recording: str, browser: str
) -> None:
    lea = opens(people.at(browser, LEA), organiser, recording)
    lea.has("button", "Add a chapter")
    seek(lea, 30)
    lea.click("button", "Add a chapter")
    lea.has("dialog", "Add a chapter at 0:30")
    lea.click("button", "Add")
    lea.reads("Write a title", within="dialog[open]")
    lea.fill("Title", "Vote on <b>the bridge</b>")
    lea.press("Enter")
    lea.finds_no("dialog[open]")

    lea.reload()
    lea.has("button", "0:30 Vote on <b>the bridge</b>")
    seek(lea, 70)
    lea.click("button", "0:30 Vote on <b>the bridge</b>")
    until("the player goes to the chapter", lambda: 29 < at(lea) < 40, explain=lambda: at(lea))

    lea.click("button", "Remove the chapter Vote on <b>the bridge</b>")
    lea.has_no("button", "0:30 Vote on <b>the bridge</b>")
    assert lea.evaluate("() => document.activeElement.textContent") == "Add a chapter"
