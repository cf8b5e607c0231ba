"""An hour of ten people in the player, in Chromium and Firefox: opening, jumping, staying together."""

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import sync_playwright

from bench import figures
from bench.premises import running_product
from bench.report import Report
from e2e.chromium import ChromiumHouse
from e2e.finished import Said, Track, encode, lay
from e2e.firefox import FirefoxPerson
from e2e.media import LEA, Face
from e2e.meeting import sign_in
from e2e.people import Person
from e2e.playing import apart, watches
from e2e.product import Account, Product
from e2e.sound import SoundCard
from e2e.waiting import until

SECONDS = 3600.0
PIECE_S = 10
PEOPLE = [Face(f"Person {number}", 400 + 100 * number, (0, 0, 0)) for number in range(10)]
# Never where something was already fetched.
JUMPS = (1800.0, 600.0, 3000.0, 1205.0, 2404.0)
LOOKS = 100
BROWSERS = ("Chromium", "Firefox")

FETCHED = """() => performance.getEntriesByType("resource").filter((one) => one.name.includes("/media/"))
  .reduce((sum, one) => sum + (one.transferSize || one.encodedBodySize), 0)"""
SHOWN = "() => window.visioPlaying.offsets().pictures.length"


def measure() -> Report:
    """An hour of ten people in the player, in Chromium and Firefox: opening, jumping, staying together."""
    report = Report("An hour of ten people in the player", ["what", *BROWSERS, "target"])
    card = SoundCard()
    try:
        with tempfile.TemporaryDirectory() as place, running_product() as (product, account):
            recording = hour(account, Path(place))
            columns = [watched(browser, product, account, recording) for browser in BROWSERS]
    finally:
        card.close()
    targets = {"jump → all pictures": "≤ 1 s", "jump → sound": "≤ 1 s", "elements apart, p95": "≤ 60 ms"}
    for what in columns[0]:
        report.rows.append([what, *(column[what] for column in columns), targets.get(what, "")])
        print("  " + ": ".join(report.rows[-1]), flush=True)
    report.notes += [
        f"Ten voices (Opus, 24 kbit/s) and ten cameras (VP8, 640×360, 15 pictures/s), {SECONDS:.0f} s; clusters of 5 s,"
        " a keyframe each 10 s, cues in front, as the finisher leaves them. Ten voices and four pictures play, nine in"
        " the grid.",
        "Jumps to places not fetched yet, while it plays: to the moment at which a frame of the place is expected on"
        " the screen in every tile, and to the first look at which all sounds go on there. Middle, least and greatest"
        f" of {len(JUMPS)}.",
        f"Apart: {LOOKS} looks at the clocks of all elements that play, pictures and voices, and at the frames that"
        " each picture showed last, of which one comes every 67 ms.",
    ]
    return report


def hour(account: Account, folder: Path) -> str:
    """Ten people who speak in turns; all have the same two files."""
    voice, camera = folder / "voice.webm", folder / "camera.webm"
    cues = "-cluster_time_limit 5000 -cues_to_front 1 -reserve_index_space 60000"
    noise = f"-f lavfi -i anoisesrc=d={PIECE_S}:r=48000:a=0.05 -c:a libopus -b:a 24k"
    card = f"-f lavfi -i testsrc2=s=640x360:r=15:d={PIECE_S}"
    encode([*noise.split(), str(folder / "sound.webm")])
    encode([*f"{card} -c:v libvpx -deadline realtime -cpu-used 8 -b:v 450k -g 150".split(), str(folder / "card.webm")])
    for piece, path in (("sound.webm", voice), ("card.webm", camera)):
        repeat = f"-stream_loop -1 -i {folder / piece} -t {SECONDS:.0f} -c copy {cues}"
        encode([*repeat.split(), str(path)])
    tracks = [Track(face, "microphone", voice, SECONDS) for face in PEOPLE]
    tracks += [Track(face, "camera", camera, SECONDS, height=360) for face in PEOPLE]
    # Without words: nothing but who speaks when.
    said = [Said(PEOPLE[at % 10], at * 30.0, ". " * 50) for at in range(120)]
    return lay(account, account.room(), SECONDS, tracks, said, title="Hour")


@contextmanager
def viewer(browser: str) -> Generator[Person]:
    if browser == "Firefox":
        person = FirefoxPerson(LEA)
        try:
            yield person
        finally:
            person.close()
        return
    with sync_playwright() as playwright:
        house = ChromiumHouse(playwright)
        try:
            yield house.person(LEA, devices="none")
        finally:
            house.close()


def watched(browser: str, product: Product, account: Account, recording: str) -> dict[str, str]:
    """What one browser made of it, by the names of the rows."""
    with viewer(browser) as person:
        watches(person)
        sign_in(person, account)
        person.open(product.link(f"recordings/{recording}"))
        person.has("button", "Play")
        first = float(until("a first picture", lambda: person.evaluate("() => window.visioPlaying.firstPicture()")))
        opened = int(person.evaluate(FETCHED))
        person.click("button", "Play")
        until("all plays", lambda: person.evaluate(SHOWN) == 4 and apart(person) is not None)
        jumps: list[dict[str, Any]] = [person.evaluate("(to) => window.visioPlaying.jump(to)", to) for to in JUMPS]
        in_speaker = looks(person)
        fetched = int(person.evaluate(FETCHED))
        person.click("button", "Layout: Speaker and presentation")
        person.click("menuitemradio", "Grid")
        until("nine pictures", lambda: person.evaluate(SHOWN) == 9 and apart(person) is not None)
        grid_jumps = [person.evaluate("(to) => window.visioPlaying.jump(to)", to + 77.0) for to in JUMPS]
        in_grid = looks(person)
    return {
        "opening → first picture": f"{first:.0f} ms",
        "jump → all pictures": spread(jumps, "pictures"),
        "jump → sound": spread(jumps, "sounds"),
        "the same in the grid, pictures": spread(grid_jumps, "pictures"),
        "the same in the grid, sound": spread(grid_jumps, "sounds"),
        "elements apart, p95": late(in_speaker, 0),
        "frames apart, p95": late(in_speaker, 1),
        "elements apart in the grid, p95": late(in_grid, 0),
        "frames apart in the grid, p95": late(in_grid, 1),
        "fetched when open": f"{opened / 1e6:.1f} MB",
        f"fetched after {len(JUMPS)} jumps": f"{fetched / 1e6:.1f} MB",
    }


def looks(person: Person) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []

    def look() -> bool:
        seen = apart(person)
        if seen is not None:
            found.append(seen)
        return len(found) >= LOOKS

    until("it was looked at", look, limit_s=60)
    return found


def spread(jumps: list[dict[str, Any]], what: str) -> str:
    times = [float(jump[what]) for jump in jumps if jump[what]]
    late = f", {len(jumps) - len(times)} not within 10 s" if len(times) < len(jumps) else ""
    return f"{median(times):.0f} ms ({min(times):.0f}–{max(times):.0f}){late}" if times else "none within 10 s"


def late(seen: list[tuple[float, float]], which: int) -> str:
    return f"{figures.share([one[which] * 1000 for one in seen], 0.95):.0f} ms"
