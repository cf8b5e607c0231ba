"""The stock client in Chromium: from `connect()` to the first picture of somebody else."""

from dataclasses import dataclass, field
from statistics import median

from playwright.sync_api import Browser

from bench import figures
from bench.browser import chromium, person
from bench.report import Report
from bench.servers import media_servers, name
from bench.stage import stage_url
from e2e.chromium import ChromiumPerson
from e2e.media import LEA, MALIK
from e2e.stock.servers import LiveKitServer

JOINS = 20


@dataclass
class Place:
    """A room on one server, with somebody in it who sends."""

    server: LiveKitServer
    sender: ChromiumPerson
    room: str
    connected: list[float] = field(default_factory=list[float])
    frame: list[float] = field(default_factory=list[float])


def measure() -> Report:
    """The stock client in Chromium: from `connect()` to the first picture of somebody else."""
    report = Report(
        f"connect() to the first remote picture, {JOINS} times each",
        ["server", "connect() p50 ms", "first picture p50 ms", "p90 ms", "least–greatest ms"],
    )
    with media_servers() as servers, stage_url() as url, chromium() as browser:
        places = [open_place(browser, url, server) for server in servers]
        comer = person(browser, MALIK)
        comer.open(url)
        # One join each that is not counted: the browser loads decoders and compiles the script.
        for number in range(JOINS + 1):
            for place in places:
                join(place, comer, number, counted=number > 0)
        for place in places:
            place.sender.evaluate("() => window.bench.leave()")
    for place in places:
        report.rows.append(
            [
                name(place.server),
                f"{median(place.connected):.0f}",
                f"{median(place.frame):.0f}",
                f"{figures.share(place.frame, 0.9):.0f}",
                f"{min(place.frame):.0f}–{max(place.frame):.0f}",
            ]
        )
    if len(places) == 2:
        ours, theirs = places
        ratios = [
            figures.ratio(median(a), median(b))
            for a, b in ((ours.connected, theirs.connected), (ours.frame, theirs.frame))
        ]
        report.rows.append(["ratio", *ratios, "", ""])
    report.notes += [
        "livekit-client 2.23.0, two peer connections, adaptive stream; the sender is a page of the same Chromium with a"
        " camera of 640×360 at 30 frames/s, VP8 simulcast, and a microphone. Servers take turns.",
    ]
    return report


def open_place(browser: Browser, url: str, server: LiveKitServer) -> Place:
    room = server.fresh_room()
    sender = person(browser, LEA)
    sender.open(url)
    sender.evaluate("(url, token) => window.bench.publish(url, token)", server.ws, server.token(room, "sender"))
    return Place(server, sender, room)


def join(place: Place, comer: ChromiumPerson, number: int, *, counted: bool) -> None:
    token = place.server.token(place.room, f"comer-{number}")
    times = comer.evaluate("(url, token) => window.bench.measure(url, token)", place.server.ws, token)
    if counted:
        place.connected.append(times["connected"])
        place.frame.append(times["frame"])
        print(f"  {name(place.server):10} {times['connected']:4.0f} ms, {times['frame']:4.0f} ms", flush=True)
