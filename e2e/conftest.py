"""What all stories share: a network of their own, browsers, and a place for what they leave behind."""

import json
import subprocess
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright
from visio.testing import chat_server

from e2e import network
from e2e.chromium import ChromiumHouse, ChromiumPerson
from e2e.firefox import FirefoxPerson
from e2e.media import LEA, Face
from e2e.people import Person
from e2e.product import Account, Premises, Product
from e2e.sound import SoundCard

FOLDER = Path(__file__).parent
OUTPUT = FOLDER / "output"

_timings: dict[str, list[float]] = {}


def pytest_configure(config: pytest.Config) -> None:
    """Before any thread runs: the whole session moves into its own network."""
    if config.getoption("collectonly", default=False) or hasattr(config, "workerinput"):
        return
    _install_page_parts()
    try:
        network.isolate()
    except network.NoNetworkError as error:
        raise pytest.UsageError(
            f"The browser tests make a network of their own; that needs root or user namespaces, ip, iptables: {error}"
        ) from error


def _install_page_parts() -> None:
    """The stock client and axe come from npm, once, while there is still a way to the registry."""
    lock = FOLDER / "package-lock.json"
    done = FOLDER / "node_modules" / ".package-lock.json"
    if not done.exists() or done.stat().st_mtime < lock.stat().st_mtime:
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=FOLDER, check=True)
        done.touch()


def pytest_sessionfinish() -> None:
    if _timings:
        OUTPUT.mkdir(exist_ok=True)
        path = OUTPUT / "timings.json"
        known: dict[str, list[float]] = json.loads(path.read_text()) if path.exists() else {}
        path.write_text(json.dumps({**known, **_timings}, indent=2, sort_keys=True) + "\n")


@pytest.fixture(scope="session", autouse=True)
def sound_card() -> Iterator[None]:
    card = SoundCard()
    yield
    card.close()


@pytest.fixture(scope="session")
def house() -> Iterator[ChromiumHouse]:
    with sync_playwright() as playwright:
        house = ChromiumHouse(playwright)
        yield house
        house.close()


class Guests:
    """Opens browsers for people and closes them at the end of the story."""

    def __init__(self, house: ChromiumHouse) -> None:
        self._house = house
        self.present: list[Person] = []

    def chromium(self, face: Face, **more: Any) -> ChromiumPerson:
        person = self._house.person(face, **more)
        self.present.append(person)
        return person

    def firefox(self, face: Face, **more: Any) -> FirefoxPerson:
        person = FirefoxPerson(face, **more)
        self.present.append(person)
        return person

    def at(self, browser: str, face: Face, **more: Any) -> Person:
        """A person at the named browser, for stories that are told in both."""
        return self.chromium(face, **more) if browser == "chromium" else self.firefox(face, **more)

    def close(self) -> None:
        for person in reversed(self.present):
            person.close()
        self.present.clear()


@pytest.fixture
def people(house: ChromiumHouse, request: pytest.FixtureRequest) -> Iterator[Guests]:
    guests = Guests(house)
    yield guests
    if getattr(request.node, "story_failed", False):
        _keep_pictures(guests, request.node.name)
    guests.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call" and report.failed:
        item.story_failed = True  # type: ignore[attr-defined]
        guests: Guests | None = getattr(item, "funcargs", {}).get("people")
        for person in guests.present if guests else ():
            if person.troubles():
                report.sections.append((f"page of {person.name}", "\n".join(person.troubles())))
        note = OUTPUT / "failed" / f"{item.name}.txt".replace("/", "_")
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(report.longreprtext, encoding="utf-8")
    return report


def _keep_pictures(guests: Guests, story: str) -> None:
    """What each person saw when a story failed."""
    for at, person in enumerate(guests.present):
        try:
            person.screenshot(OUTPUT / "failed" / f"{story}-{at}-{person.browser}.png".replace("/", "_"))
        except Exception as error:  # The browser may be what failed; the story's own error matters more.
            print(f"no picture of {person.browser}: {error}")  # noqa: T201


@pytest.fixture(scope="session")
def premises() -> Iterator[Premises]:
    premises = Premises()
    yield premises
    premises.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A self-signed certificate for localhost, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(cert)),
        ],
        check=True,
        capture_output=True,
    )
    return cert, key


@pytest.fixture(scope="session")
def translator() -> Iterator[chat_server.ChatServer]:
    """An operator's own language model, which translates by writing in capitals."""
    with chat_server.running() as server:
        yield server


@pytest.fixture(scope="session")
def product(premises: Premises, translator: chat_server.ChatServer) -> Product:
    """One running product for all stories; each story has a room of its own.

    Guests may start public meetings, so that stories about something else need no host.
    """
    model = ("--translation-url", translator.url, "--translation-url-model", "capitals")
    return premises.start("--guests-start", "yes", *model)


@pytest.fixture(scope="session")
def administrator(product: Product) -> Account:
    return product.first_administrator()


@pytest.fixture(scope="session")
def organiser(product: Product, administrator: Account) -> Account:
    """Léa has an account; her rooms are the stories' rooms."""
    assert administrator.email
    return product.account(name=LEA.name, email="lea@example.org")


@pytest.fixture(scope="session")
def timed(premises: Premises) -> Product:
    """A product whose clock stories move with `timed.advance(seconds)`."""
    product = premises.start("--test-clock", str(premises.folder("clock") / "clock.sock"))
    product.first_administrator()
    return product


@pytest.fixture(scope="session")
def timed_organiser(timed: Product) -> Account:
    return timed.account(name=LEA.name, email="lea@example.org")


@pytest.fixture
def noted(request: pytest.FixtureRequest) -> Callable[[str, float], None]:
    """`noted("join", 1.2)` keeps seconds in output/timings.json. Noted, never asserted."""

    def note(what: str, seconds: float) -> None:
        _timings.setdefault(f"{request.node.name}: {what}", []).append(round(seconds, 3))

    return note


@pytest.fixture
def timing(noted: Callable[[str, float], None]) -> Callable[[str], Any]:
    """`with timing("join"):` notes how long it took."""

    @contextmanager
    def clock(what: str) -> Generator[None]:
        start = time.monotonic()
        yield
        noted(what, time.monotonic() - start)

    return clock
