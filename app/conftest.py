"""Tests of the application: a database, an engine that remembers, a clock that stands still until it is moved."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

os.environ["DJANGO_SETTINGS_MODULE"] = "visio.testing.settings"

import django
from hypothesis import settings

# How long an example takes says more about the machine than about the code.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")

django.setup()

from visio.config.clock import clock as the_clock  # noqa: E402
from visio.engine import base as engines  # noqa: E402
from visio.engine.outbox import deliver  # noqa: E402
from visio.engine.scripted import ScriptedEngine  # noqa: E402
from visio.events import bus as events  # noqa: E402
from visio.limits import rates  # noqa: E402
from visio.limits.memory import MemoryCounter  # noqa: E402
from visio.testing.people import Person  # noqa: E402

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class TestTime:
    """The clock of the application, moved by hand."""

    __test__ = False

    def advance(self, **by: float) -> None:
        the_clock.advance(timedelta(**by))

    def now(self) -> datetime:
        return the_clock.now()


@pytest.fixture(autouse=True)
def clock() -> Iterator[TestTime]:
    # A microsecond passes with each look, as no two things happen at once: order is by time.
    ticks = count()
    the_clock.source = lambda: START + timedelta(microseconds=next(ticks))
    the_clock.set_offset(timedelta(0))
    yield TestTime()
    the_clock.set_offset(timedelta(0))


@pytest.fixture(autouse=True)
def engine() -> Iterator[ScriptedEngine]:
    """The engine, told at once what is committed."""
    scripted = ScriptedEngine()
    engines.use(scripted)
    bus = events.MemoryBus()
    bus.subscribe("call", lambda item: deliver(scripted, item, pause=lambda _seconds: None))
    events.use(bus)
    rates.use(MemoryCounter())
    yield scripted


@pytest.fixture
def database(transactional_db: None) -> None:
    """Transactions are real: what is told after commit is told."""


_numbers = count(1)


@pytest.fixture
def account(database: None) -> Callable[..., Person]:
    """Makes somebody with an account, signed in."""
    from visio.accounts.models import Account

    def make(name: str, *, operator: bool = False) -> Person:
        number = next(_numbers)
        row = Account.objects.create(email=f"person{number}@example.org", name=name, operator=operator, password="!")  # noqa: S106 (no password at all)
        person = Person(name, account=row)
        person.browser.address = f"198.51.100.{number % 250}"
        person.browser.client.force_login(row, backend="django.contrib.auth.backends.ModelBackend")
        person.browser.csrf = person.browser.get("session").ok()["csrf_token"]
        return person

    return make


@pytest.fixture
def guest(database: None) -> Callable[..., Person]:
    """Makes somebody without an account."""

    def make(name: str = "Malik") -> Person:
        person = Person(name)
        person.browser.address = f"203.0.113.{next(_numbers) % 250}"
        return person

    return make


@pytest.fixture
def owner(account: Callable[..., Person]) -> Person:
    """Léa, who runs the installation and owns the room."""
    return account("Léa", operator=True)


@pytest.fixture
def room(owner: Person) -> str:
    """The code of Léa's room, with the settings that rooms are made with."""
    return str(owner.browser.post("rooms", {"title": "Budget"}).ok()["code"])


@pytest.fixture
def set_room(room: str, owner: Person) -> Callable[..., None]:
    """Changes the room's settings as its owner, from a page outside the call."""

    def change(**settings: object) -> None:
        ticket, owner.browser.ticket = owner.browser.ticket, None
        owner.browser.patch(f"rooms/{room}/settings", settings).ok()
        owner.browser.ticket = ticket

    return change


@pytest.fixture
def sweep(engine: ScriptedEngine) -> Callable[[], None]:
    """Does what time alone does, as the product does it each second."""
    from visio.calls import sweep as calls
    from visio.lobby import services as lobby
    from visio.recordings.in_call import sweep as recordings

    def all_that_is_due() -> None:
        calls.sweep(the_clock.now())
        lobby.sweep(the_clock.now())
        recordings.sweep(the_clock.now())
        calls.put_out_again(engine, the_clock.now())

    return all_that_is_due


@pytest.fixture
def pushed() -> list[dict[str, Any]]:
    """What waiting pages are pushed, in order."""
    received: list[dict[str, Any]] = []
    events.bus().subscribe("lobby", received.append)
    return received
