"""What a person sees and hears in the player of recordings."""

from pathlib import Path
from typing import Any

from e2e.chromium import ChromiumPerson
from e2e.firefox import FirefoxPerson
from e2e.media import Face
from e2e.people import HEARD_DB, Person
from e2e.waiting import until

WATCH = (Path(__file__).parent / "playing.js").read_text(encoding="utf-8").partition("\n() =>")[2].strip()
TOGETHER_S = 0.060
LOOKS = 5


def watches(person: Person) -> None:
    """From the next page on what plays there can be looked at."""
    if isinstance(person, ChromiumPerson):
        person.page.add_init_script(f"(() => {WATCH})()")
    elif isinstance(person, FirefoxPerson):
        person.web.script.add_preload_script(f"() => {WATCH}")


def at(person: Person) -> float:
    """Where the player stands, in seconds."""
    return float(person.evaluate("() => window.visioPlaying.position()"))


def seek(person: Person, position: float) -> None:
    person.evaluate("(to) => window.visioPlaying.seek(to)", position)


def hears_played(person: Person, *faces: Face) -> None:
    """Waits until each one's tone has been heard."""
    missing = {face.tone_hz for face in faces}

    def listen() -> bool:
        tones = sorted(missing)
        levels = person.evaluate("(tones) => window.visioPlaying.hear(tones)", tones)
        missing.difference_update(tone for tone, level in zip(tones, levels, strict=True) if level >= HEARD_DB)
        return not missing

    until(f"{person.name} hears what plays", listen, explain=lambda: sorted(missing))


def hears_between(person: Person, face: Face, start: float, end: float) -> None:
    """Waits until the tone has been heard while the player was there; plays the piece again as often as it takes."""

    def listen() -> bool:
        if not start <= at(person) < end:
            seek(person, start)
        if person.controls("button", "Play"):
            person.click("button", "Play")
        [level] = person.evaluate("(tones) => window.visioPlaying.hear(tones)", [face.tone_hz])
        return float(level) >= HEARD_DB and start <= at(person) < end

    until(
        f"{person.name} hears {face.name} from {start:g} to {end:g} s", listen, limit_s=60, explain=lambda: at(person)
    )


def apart(person: Person) -> tuple[float, float] | None:
    """By how much (seconds) all that plays is apart by its clocks, and pictures by the frames shown; None while a
    picture has shown nothing or nothing sounds."""
    offsets: dict[str, list[Any]] = person.evaluate("() => window.visioPlaying.offsets()")
    if None in offsets["frames"] or not offsets["sounds"]:
        return None
    clocks, frames = [*offsets["pictures"], *offsets["sounds"]], offsets["frames"]
    return max(clocks) - min(clocks), max(frames, default=0) - min(frames, default=0)


def plays_together(person: Person, *, pictures: int, sounds: int) -> None:
    """Waits until so many pictures and sounds have been within 60 ms for some looks in a row."""
    good = 0
    last: Any = None

    def look() -> bool:
        nonlocal good, last
        last = offsets = person.evaluate("() => window.visioPlaying.offsets()")
        clocks = [*offsets["pictures"], *offsets["sounds"]]
        there = (len(offsets["pictures"]), len(offsets["sounds"])) == (pictures, sounds)
        good = good + 1 if there and max(clocks) - min(clocks) <= TOGETHER_S else 0
        return good >= LOOKS

    until("all plays together", look, limit_s=30, explain=lambda: last)
