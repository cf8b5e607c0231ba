"""The running product: `visio serve` as a process of the test's own, on free ports and a folder that is thrown away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Far beyond what a start takes; only a start that hangs gets here.
PATIENCE_SECONDS = 120


@dataclass
class Running:
    """A product that said that it is ready."""

    ready: dict[str, Any]
    process: subprocess.Popen[str]
    log: Path

    @property
    def url(self) -> str:
        return str(self.ready["url"])

    @property
    def data(self) -> Path:
        """The data folder: the log stands beside it."""
        return self.log.with_suffix("")

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(PATIENCE_SECONDS)


def command(data: Path, *arguments: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "visio.cli",
        "serve",
        "--data",
        str(data),
        "--port",
        "0",
        "--udp-port",
        "0",
        *arguments,
    ]


def environment(**changed: str) -> dict[str, str]:
    """This process's, without settings of Visio's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VISIO_")}
    for name in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL"):
        kept.pop(name, None)
    return {**kept, **changed}


@contextmanager
def running(data: Path, *arguments: str, **variables: str) -> Iterator[Running]:
    """Starts, and ends with the test."""
    log = data.parent / f"{data.name}.log"
    with log.open("a") as errors:
        process = subprocess.Popen(
            command(data, *arguments),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=environment(**variables),
            cwd=data.parent,
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, log.read_text()
        yield Running(json.loads(line), process, log)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(PATIENCE_SECONDS)


def refused(data: Path, *arguments: str, **variables: str) -> tuple[int, str]:
    """A start that is expected to be refused: exit code, and what it said on standard error."""
    done = subprocess.run(
        command(data, *arguments),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        env=environment(**variables),
        cwd=data.parent,
        check=False,
    )
    assert done.stdout == ""
    return done.returncode, done.stderr
