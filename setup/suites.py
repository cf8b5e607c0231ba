"""Runs the checks and tests of the whole repository, one suite after the other, and adds up what they say.

    python setup/suites.py check    format, lint, types and unit tests
    python setup/suites.py test     everything
    python setup/suites.py e2e      the stories in real browsers

Goes on after a failing suite, so that one run tells everything; the last line is `N passed, M failed, K skipped`.
Counts come from JUnit files (pytest, Vitest) and from cargo's own summary lines. A suite that runs no test has failed.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"


@dataclass(frozen=True)
class Suite:
    """One command. `counts` says where its test counts are found: "junit", "cargo", or "none" for a plain check."""

    name: str
    command: list[str]
    lanes: frozenset[str]
    folder: Path = ROOT
    counts: str = "none"
    environment: dict[str, str] = field(default_factory=dict[str, str])


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

PARALLEL = ["-n", "auto", "--maxprocesses", "4"]
"""For suites that wait more than they work; the browsers have the machine to themselves."""


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
        Suite(
            "tests of the headless participant",
            [python, "-m", "pytest", "sfu/tests/client", "-m", "not peers"],
            TEST,
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
        Suite("speech with its models", [python, "-m", "pytest", "speech/tests", "-m", "peers"], TEST, ROOT, "junit"),
        Suite(
            "media server with stock clients",
            [python, "-m", "pytest", "sfu/tests", "-m", "peers", *PARALLEL],
            TEST,
            ROOT,
            "junit",
        ),
        Suite(
            "application on PostgreSQL",
            [python, "-m", "setup.postgres", python, "-m", "pytest", "app", *PARALLEL],
            TEST,
            ROOT,
            "junit",
        ),
        Suite("stories in real browsers", [python, "-m", "pytest", "e2e"], BROWSERS, ROOT, "junit"),
    ]


def run(suite: Suite, scratch: Path) -> Tally:
    print(f"\n=== {suite.name}", flush=True)
    started, worked = time.monotonic(), processor_seconds()
    report = scratch / f"{suite.name.replace(' ', '-')}.xml"
    command, environment = with_report(suite, report)
    output = ""
    process = subprocess.Popen(
        command, cwd=suite.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        sys.stdout.write(line)
        sys.stdout.flush()
        if suite.counts == "cargo":
            output += line
    code = process.wait()
    tally = counted(suite, report, output)
    if code != 0 and tally.failed == 0:
        tally.failed = 1
    print(
        f"--- {suite.name}: {tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped,"
        f" {time.monotonic() - started:.0f} s, of processors {processor_seconds() - worked:.0f} s",
        flush=True,
    )
    return tally


def processor_seconds() -> float:
    """What the suites that have ended took, whatever else the machine did meanwhile."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def with_report(suite: Suite, report: Path) -> tuple[list[str], dict[str, str]]:
    environment = {**os.environ, **suite.environment, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    if suite.counts != "junit":
        return suite.command, environment
    if "pytest" in suite.command:
        return [*suite.command, f"--junitxml={report}"], environment
    return [*suite.command, f"--outputFile.junit={report}"], environment


def counted(suite: Suite, report: Path, output: str) -> Tally:
    if suite.counts == "none":
        return Tally()
    tally = from_junit(report) if suite.counts == "junit" else from_cargo(output)
    if tally.passed + tally.failed == 0:
        print(f"{suite.name}: no test was run", flush=True)
        tally.failed = 1
    return tally


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


def main() -> int:
    lane = sys.argv[1] if len(sys.argv) == 2 else ""
    chosen = [suite for suite in suites() if lane in suite.lanes]
    if not chosen:
        print(__doc__, file=sys.stderr)
        return 2
    total = Tally()
    failing: list[str] = []
    with tempfile.TemporaryDirectory(prefix="visio-suites-") as scratch:
        for suite in chosen:
            tally = run(suite, Path(scratch))
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
