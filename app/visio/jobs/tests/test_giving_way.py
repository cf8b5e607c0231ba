"""Jobs give way to meetings, and are killed with all that they started."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from visio.config.clock import now
from visio.jobs import runner, services
from visio.jobs.models import Job
from visio.worker import LEAST_TICKS, Load, Meetings

PATIENCE_SECONDS = 60


def stat(user: int, nice: int, idle: int) -> str:
    return f"cpu  {user} {nice} 0 {idle} 0 0 0 0 0 0\ncpu0 1 2 3\n"


def load_of(*samples: str) -> list[bool]:
    left = list(samples)
    load = Load(lambda: left.pop(0))
    return [load.busy() for _ in samples]


def test_niced_work_alone_is_no_reason_to_pause():
    assert load_of(stat(0, 0, 0), stat(0, 1_000, 0)) == [False, False]


def test_busy_is_said_above_one_bound_and_taken_back_below_another():
    steps = [stat(0, 0, 0), stat(95, 0, 5), stat(165, 0, 35), stat(165, 0, 135)]
    assert load_of(*steps) == [False, True, True, False]


def test_a_moment_is_too_short_to_judge():
    assert load_of(stat(0, 0, 0), stat(LEAST_TICKS - 1, 0, 0)) == [False, False]


def test_without_people_in_calls_nothing_needs_to_give_way(owner, room):
    busy = Load(iter([stat(0, 0, 0), stat(100, 0, 0), stat(200, 0, 0)]).__next__)
    busy.busy()
    meetings = Meetings(busy)
    assert not meetings.need_the_machine()
    owner.enter(room)
    assert meetings.need_the_machine()


class Machine:
    """A runner with children that sleep, each with a child of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.busy = False
        monkeypatch.setattr(runner, "Child", self._child)
        self.runner = runner.Runner(lambda: None, lambda: self.busy)

    def _child(self, arguments: list[str], *, environment: dict[str, str], **_: object) -> Sleeper:
        return Sleeper(environment)


class Sleeper:
    """Has the face of `supervise.spawning.Child`, and runs `sleep`."""

    def __init__(self, environment: dict[str, str]) -> None:
        command = [sys.executable, "-c", "import subprocess as s; s.Popen(['sleep', '600']); s.run(['sleep', '600'])"]
        self.process = subprocess.Popen(command, env={**os.environ, **environment}, start_new_session=True)
        SLEEPERS.append(self)

    def poll(self) -> int | None:
        return self.process.poll()

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)

    def freeze(self) -> None:
        os.killpg(self.process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.killpg(self.process.pid, signal.SIGCONT)


SLEEPERS: list[Sleeper] = []


@pytest.fixture
def machine(kind, monkeypatch):
    kind()
    SLEEPERS.clear()
    made = Machine(monkeypatch)
    yield made
    for sleeper in SLEEPERS:
        if sleeper.poll() is None:
            sleeper.kill()
        sleeper.process.wait(PATIENCE_SECONDS)


def group(pid: int) -> list[int]:
    """Processes of the group that live."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[2]) == pid and fields[0] != "Z":
            found.append(int(process.name))
    return found


def all_run(pid: int) -> bool:
    """Whether the two that sleep are there as themselves.

    A child between vfork and exec is a copy of its parent, who can be neither stopped nor seen to be until the exec.
    """
    names = [Path(f"/proc/{each}/comm").read_text() for each in group(pid)]
    return names.count("sleep\n") == 2


def until(true, what):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, what
        select.select([], [], [], 0.02)


def states(pid: int) -> set[str]:
    return {Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()[0] for each in group(pid)}


def test_one_job_runs_at_a_time(machine):
    services.add("test", "a")
    services.add("test", "b")
    machine.runner.look(now(), 0)
    machine.runner.look(now(), 1)
    assert len(SLEEPERS) == 1


def test_an_urgent_job_does_not_wait_for_a_long_or_frozen_one(machine, kind):
    kind("soon", urgent=True)
    services.add("test", "a")
    machine.runner.look(now(), 0)
    machine.busy = True
    machine.runner.look(now(), runner.SHORTEST_TURN_SECONDS)
    for subject in ("b", "c"):
        services.add("soon", subject)
        services.add("test", subject)
    machine.runner.look(now(), 60)
    assert sorted(Job.objects.filter(state="running").values_list("kind", flat=True)) == ["soon", "test"]


def test_a_job_that_is_called_off_is_killed_with_all_that_it_started(machine):
    job = services.add("test", "a")
    machine.runner.look(now(), 0)
    pid = SLEEPERS[0].process.pid
    until(lambda: all_run(pid), "not all were started")
    services.cancel(job.pk, now())
    machine.runner.look(now(), 1)
    until(lambda: group(pid) == [], "something lives on")
    SLEEPERS[0].process.wait(PATIENCE_SECONDS)
    machine.runner.look(now(), 2)
    assert Job.objects.get().state == "cancelled"


def test_a_job_is_frozen_while_meetings_need_the_machine(machine):
    services.add("test", "a")
    machine.runner.look(now(), 0)
    pid = SLEEPERS[0].process.pid
    until(lambda: all_run(pid), "not all were started")
    machine.busy = True
    machine.runner.look(now(), 1)
    until(lambda: states(pid) == {"T"}, "it goes on")
    assert Job.objects.get().paused
    machine.busy = False
    machine.runner.look(now(), 2)
    until(lambda: "T" not in states(pid), "it is still frozen")
    assert not Job.objects.get().paused


def test_a_job_gets_a_turn_however_long_it_is_busy(machine):
    services.add("test", "a")
    machine.runner.look(now(), 0)
    pid = SLEEPERS[0].process.pid
    until(lambda: all_run(pid), "not all were started")
    machine.busy = True

    def frozen(at: float) -> bool:
        machine.runner.look(now(), at)
        return Job.objects.get().paused

    turn = 1 + runner.LONGEST_PAUSE_SECONDS
    assert [frozen(1), frozen(turn - 1), frozen(turn)] == [True, True, False]
    until(lambda: "T" not in states(pid), "it is still frozen")
    assert [frozen(turn + runner.SHORTEST_TURN_SECONDS - 1), frozen(turn + runner.SHORTEST_TURN_SECONDS)] == [
        False,
        True,
    ]


def test_what_a_killed_worker_left_frozen_is_killed_by_the_next(machine):
    services.add("test", "a")
    machine.runner.look(now(), 0)
    pid = SLEEPERS[0].process.pid
    until(lambda: all_run(pid), "not all were started")
    SLEEPERS[0].freeze()
    runner.kill_left_over()
    until(lambda: group(pid) == [], "something lives on")


def test_a_job_of_another_installation_is_left_alone(machine):
    other = Sleeper({runner.MARK: "x" * 22})
    until(lambda: all_run(other.process.pid), "not all were started")
    runner.kill_left_over()
    assert len(group(other.process.pid)) == 3
