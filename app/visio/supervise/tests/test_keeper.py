"""One child for each key, started again after a pause, given up after three failures."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field

import pytest
from visio.supervise.keeper import GRACE_SECONDS, HEALTHY_AFTER_SECONDS, Keeper


@dataclass
class FakeProcess:
    """A process without a process: ends when the test says so."""

    code: int | None = None
    asked: bool = False
    killed: bool = False

    def poll(self) -> int | None:
        return self.code

    def terminate(self) -> None:
        self.asked = True

    def kill(self) -> None:
        self.killed, self.code = True, -9


@dataclass
class Bench:
    """A keeper and all that it started."""

    started: list[tuple[str, FakeProcess]] = field(default_factory=list)
    died: list[tuple[str, int]] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keeper = Keeper(
            "recorder", self.spawn, died=lambda key, code: self.died.append((key, code)), gave_up=self.given_up.append
        )

    def spawn(self, key: str) -> FakeProcess:
        process = FakeProcess()
        self.started.append((key, process))
        return process


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_child_is_started_once_for_each_key(bench):
    bench.keeper.want(["a", "b"], 0)
    bench.keeper.want(["a", "b"], 1)
    assert [key for key, _ in bench.started] == ["a", "b"]


def test_what_is_no_longer_wanted_is_asked_to_end_and_killed_if_it_does_not(bench):
    bench.keeper.want(["a"], 0)
    bench.keeper.want([], 1)
    process = bench.started[0][1]
    assert (process.asked, process.killed) == (True, False)
    bench.keeper.look(1 + GRACE_SECONDS)
    assert process.killed
    bench.keeper.look(2 + GRACE_SECONDS)
    assert bench.keeper.keys() == set()
    assert bench.died == []


def test_a_child_that_dies_is_started_again_after_a_growing_pause(bench):
    bench.keeper.want(["a"], 0)
    bench.started[0][1].code = -9
    bench.keeper.look(10)
    assert bench.died == [("a", -9)]
    bench.keeper.look(10.4)
    assert len(bench.started) == 1
    bench.keeper.look(10.5)
    bench.started[1][1].code = 1
    bench.keeper.look(11)
    bench.keeper.look(11.9)
    assert len(bench.started) == 2
    bench.keeper.look(12)
    assert len(bench.started) == 3


def test_after_three_failures_it_is_given_up_until_it_was_unwanted_once(bench):
    bench.keeper.want(["a"], 0)
    for second in (1, 3, 6):
        bench.started[-1][1].code = 1
        bench.keeper.look(second)
        bench.keeper.look(second + 1.9)
    assert (len(bench.started), bench.given_up) == (3, ["a"])
    bench.keeper.want(["a"], 100)
    assert len(bench.started) == 3
    bench.keeper.want([], 101)
    bench.keeper.want(["a"], 102)
    assert len(bench.started) == 4


def test_failures_of_long_ago_do_not_count(bench):
    bench.keeper.want(["a"], 0)
    now = 0.0
    for _ in range(10):
        now += HEALTHY_AFTER_SECONDS + 5
        bench.started[-1][1].code = 1
        bench.keeper.look(now)
        bench.keeper.look(now + 5)
    assert bench.given_up == []
    assert len(bench.started) == 11


def test_the_end_of_one_child_leaves_the_others_alone(bench):
    bench.keeper.want(["a", "b"], 0)
    bench.started[0][1].code = -9
    bench.keeper.look(1)
    assert bench.started[1][1].poll() is None
    assert not bench.started[1][1].asked


def test_giving_up_that_nobody_could_be_told_is_told_later(bench):
    def away(_key):
        raise OSError

    told, bench.keeper._gave_up = bench.keeper._gave_up, away
    bench.keeper.want(["a"], 0)
    for at in (10, 20, 30):
        bench.started[-1][1].code = 1
        with contextlib.suppress(OSError):
            bench.keeper.look(at)
        bench.keeper.look(at + 9)
    assert bench.given_up == []
    bench.keeper._gave_up = told
    bench.started[-1][1].code = 1
    bench.keeper.look(45)
    assert bench.given_up == ["a"]
