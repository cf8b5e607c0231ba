"""Runs the checks and tests of the whole repository, and adds up what they say.

    python setup/suites.py check    format, lint, types and unit tests
    python setup/suites.py test     everything
    python setup/suites.py e2e      the stories in real browsers

One suite after the other, but for those that leave processors unused: the next runs beside them, and its output follows
theirs. Goes on after a failing suite, so that one run tells everything; the last line is
`N passed, M failed, K skipped`. Counts come from JUnit files (pytest, Vitest) and from cargo's own summary
lines. A suite that runs no test has failed.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"


@dataclass(frozen=True)
class Suite:
    """One command. `counts` says where its test counts are found: "junit", "cargo", or "none" for a plain check.

    `beside`: runs at the same time as the suite before it. They share no port or file.
    """

    name: str
    command: list[str]
    lanes: frozenset[str]
    folder: Path = ROOT
    counts: str = "none"
    beside: bool = False


@dataclass
class Tally:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, other: Tally) -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped


CHECK = frozenset({"check", "test"})
TEST = frozenset({"test"})
BROWSERS = frozenset({"test", "e2e"})

PARALLEL = ["-n", "4"]
"""For suites that wait more than they work."""

SECOND_HALF = ["e2e/stock", "e2e/test_accessibility.py", "e2e/test_screens.py", "e2e/test_join.py", "e2e/test_lobby.py"]
"""Stories that take as long as all others and run beside them: one alone leaves a quarter of two cores unused."""


def suites() -> list[Suite]:
    python = str(BIN / "python")
    return [
        Suite("format of Python", [str(BIN / "ruff"), "format", "--check", "."], CHECK),
        Suite("lint of Python", [str(BIN / "ruff"), "check", "."], CHECK),
        Suite("types of Python", [str(BIN / "pyright"), "--threads", "2"], CHECK),
        Suite("types of the application", [str(BIN / "mypy"), "visio", "conftest.py"], CHECK, ROOT / "app"),
        Suite("format of Rust", ["cargo", "fmt", "--check"], CHECK, ROOT / "sfu"),
        Suite(
            "lint of Rust",
            ["cargo", "clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"],
            CHECK,
            ROOT / "sfu",
        ),
        Suite("check of the client", ["npm", "run", "--silent", "check"], CHECK, ROOT / "web"),
        Suite("tests of Rust", ["cargo", "test", "--locked", "--workspace"], CHECK, ROOT / "sfu", "cargo"),
        Suite(
            "tests of the client",
            ["npx", "vitest", "run", "--reporter=default", "--reporter=junit"],
            CHECK,
            ROOT / "web",
            "junit",
        ),
        Suite(
            "tests of the media server",
            [python, "-m", "pytest", "sfu/tests", "-m", "not peers", "--ignore=sfu/tests/client"],
            CHECK,
            ROOT,
            "junit",
        ),
        Suite("rules of the repository", [python, "-m", "pytest", "setup/tests"], CHECK, ROOT, "junit"),
        Suite("tests of speech", [python, "-m", "pytest", "speech/tests", "-m", "not peers"], CHECK, ROOT, "junit"),
        Suite(
            "tests of the application",
            [python, "-m", "pytest", "app", "-m", "not whole", *PARALLEL],
            CHECK,
            ROOT,
            "junit",
        ),
        Suite("application as a whole", [python, "-m", "pytest", "app", "-m", "whole", *PARALLEL], TEST, ROOT, "junit"),
        Suite(
            "tests of the headless participant",
            [python, "-m", "pytest", "sfu/tests/client", "-m", "not peers"],
            TEST,
            ROOT,
            "junit",
            beside=True,
        ),
        Suite("speech with its models", [python, "-m", "pytest", "speech/tests", "-m", "peers"], TEST, ROOT, "junit"),
        Suite(
            "application on PostgreSQL",
            [python, "-m", "setup.postgres", python, "-m", "pytest", "app", *PARALLEL],
            TEST,
            ROOT,
            "junit",
        ),
        Suite(
            "media server with stock clients",
            [python, "-m", "pytest", "sfu/tests", "-m", "peers", *PARALLEL],
            TEST,
            ROOT,
            "junit",
            beside=True,
        ),
        Suite(
            "stories in real browsers",
            [python, "-m", "pytest", "e2e", *(f"--ignore={path}" for path in SECOND_HALF)],
            BROWSERS,
            ROOT,
            "junit",
        ),
        Suite(
            "stories of arriving, of every screen and of the stock client",
            [python, "-m", "pytest", *SECOND_HALF],
            BROWSERS,
            ROOT,
            "junit",
            beside=True,
        ),
    ]


class Running:
    """A suite that was started. Its output goes to `out` line by line; `tally()` waits for its end."""

    def __init__(self, suite: Suite, scratch: Path, out: TextIO) -> None:
        self.suite = suite
        self._out = out
        self._report = scratch / f"{suite.name.replace(' ', '-')}.xml"
        self._told: list[str] = []
        self._started = self._ended = time.monotonic()
        self._say(f"\n=== {suite.name}\n")
        command, environment = with_report(suite, self._report)
        self._process = subprocess.Popen(
            command, cwd=suite.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def tally(self) -> Tally:
        self._reader.join()
        # Not `wait`: this also says what the suite and all that it waited for took of the processors.
        _, status, used = os.wait4(self._process.pid, 0)
        code = self._process.returncode = os.waitstatus_to_exitcode(status)
        tally = self._counted()
        if code != 0 and tally.failed == 0:
            tally.failed = 1
        self._say(
            f"--- {self.suite.name}: {tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped,"
            f" {self._ended - self._started:.0f} s, of processors {used.ru_utime + used.ru_stime:.0f} s\n"
        )
        return tally

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._say(line)
        self._ended = time.monotonic()

    def _say(self, line: str) -> None:
        self._told.append(line)
        self._out.write(line)
        self._out.flush()

    def _counted(self) -> Tally:
        if self.suite.counts == "none":
            return Tally()
        tally = from_junit(self._report) if self.suite.counts == "junit" else from_cargo("".join(self._told))
        if tally.passed + tally.failed == 0:
            self._say(f"{self.suite.name}: no test was run\n")
            tally.failed = 1
        return tally


def run(together: list[Suite], scratch: Path) -> list[Tally]:
    """Runs suites at the same time; what the second and later ones say is kept until the ones before them are done."""
    kept: list[TextIO] = [sys.stdout, *(io.StringIO() for _ in together[1:])]
    running = [Running(suite, scratch, out) for suite, out in zip(together, kept, strict=True)]
    tallies: list[Tally] = []
    for one, out in zip(running, kept, strict=True):
        tallies.append(one.tally())
        if isinstance(out, io.StringIO):
            print(out.getvalue(), end="", flush=True)
    return tallies


def with_report(suite: Suite, report: Path) -> tuple[list[str], dict[str, str]]:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    if suite.counts != "junit":
        return suite.command, environment
    if "pytest" in suite.command:
        return [*suite.command, f"--junitxml={report}"], environment
    return [*suite.command, f"--outputFile.junit={report}"], environment


def from_junit(report: Path) -> Tally:
    tally = Tally()
    if not report.exists():
        return tally
    root = ElementTree.parse(report).getroot()
    for case in root.iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            tally.failed += 1
        elif case.find("skipped") is not None:
            tally.skipped += 1
        else:
            tally.passed += 1
    return tally


def from_cargo(output: str) -> Tally:
    tally = Tally()
    for passed, failed, ignored in re.findall(r"test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored", output):
        tally.add(Tally(int(passed), int(failed), int(ignored)))
    return tally


def grouped(chosen: list[Suite]) -> list[list[Suite]]:
    """Suites that run at the same time, together."""
    groups: list[list[Suite]] = []
    for suite in chosen:
        if suite.beside and groups:
            groups[-1].append(suite)
        else:
            groups.append([suite])
    return groups


def main() -> int:
    lane = sys.argv[1] if len(sys.argv) == 2 else ""
    chosen = [suite for suite in suites() if lane in suite.lanes]
    if not chosen:
        print(__doc__, file=sys.stderr)
        return 2
    total = Tally()
    failing: list[str] = []
    with tempfile.TemporaryDirectory(prefix="visio-suites-") as scratch:
        for together in grouped(chosen):
            for suite, tally in zip(together, run(together, Path(scratch)), strict=True):
                total.add(tally)
                if tally.failed:
                    failing.append(suite.name)
    if failing:
        print(f"\nFailing: {', '.join(failing)}")
    skipped = f", {total.skipped} skipped" if total.skipped else ""
    print(f"\n{total.passed} passed, {total.failed} failed{skipped}")
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
