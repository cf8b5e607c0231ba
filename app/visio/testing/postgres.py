"""A PostgreSQL server of the tests' own: in a temporary folder, on a Unix socket, to be stopped and started again."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


class PostgresMissing(Exception):
    """No server program is installed."""


@dataclass(frozen=True)
class PostgresServer:
    """As root its programs run as the user `postgres`, since the server refuses to run as root."""

    programs: Path
    place: Path

    @property
    def url(self) -> str:
        return f"postgresql://visio@/visio?host={self.place}"

    def start(self) -> None:
        """Returns when it answers."""
        options = f"-c listen_addresses='' -c unix_socket_directories={self.place} -c fsync=off -c max_connections=100"
        self._run("pg_ctl", "-D", self._data, "-w", "-o", options, "-l", str(self.place / "log"), "start")

    def stop(self) -> None:
        """At once, as if the machine had gone: its clients' connections break."""
        self._run("pg_ctl", "-D", self._data, "-w", "-m", "immediate", "stop")

    def prepare(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.place, "postgres", "postgres")
        self._run("initdb", "-D", self._data, "-U", "visio", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")

    def create_database(self) -> None:
        self._run("createdb", "-h", str(self.place), "-U", "visio", "visio")

    @property
    def _data(self) -> str:
        return str(self.place / "data")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        as_owner = ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command
        subprocess.run(as_owner, check=True, stdout=subprocess.DEVNULL, cwd=self.place)


@contextmanager
def postgres() -> Iterator[PostgresServer]:
    """One that runs, with an empty database. Raises PostgresMissing."""
    with tempfile.TemporaryDirectory(prefix="visio-postgres-") as place:
        server = PostgresServer(_programs(), Path(place))
        server.prepare()
        server.start()
        try:
            server.create_database()
            yield server
        finally:
            server.stop()


def _programs() -> Path:
    """The folder that holds `initdb`: on the path, or where Debian puts the newest version."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent  # a link may stand alone in its folder
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not versions:
        raise PostgresMissing
    return versions[-1].parent
