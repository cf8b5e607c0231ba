"""Runs a command with DATABASE_URL pointing at a PostgreSQL server of its own, in a temporary folder.

    python -m setup.postgres COMMAND…

The server listens on a Unix socket only and ends with the command. Run as root it becomes the user `postgres`, since
the server refuses to run as root. Exit code: the command's; 3 when no server program is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def programs() -> Path | None:
    """The folder that holds `initdb`: on the path, or where Debian puts the newest version."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent  # a link may stand alone in its folder
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return versions[-1].parent if versions else None


def as_owner(command: list[str]) -> list[str]:
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def main() -> int:
    folder = programs()
    if folder is None:
        print("PostgreSQL is not installed. Install it with: sudo apt-get install postgresql", file=sys.stderr)
        return 3
    with tempfile.TemporaryDirectory(prefix="visio-postgres-") as place:
        if os.geteuid() == 0:
            shutil.chown(place, "postgres", "postgres")
        data = Path(place) / "data"
        initdb = [
            str(folder / "initdb"),
            "-D",
            str(data),
            "-U",
            "visio",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        subprocess.run(as_owner(initdb), check=True, stdout=subprocess.DEVNULL)
        options = f"-c listen_addresses='' -c unix_socket_directories={place} -c fsync=off -c max_connections=100"
        control = [str(folder / "pg_ctl"), "-D", str(data), "-w"]
        subprocess.run(
            as_owner([*control, "-o", options, "-l", str(Path(place) / "log"), "start"]),
            check=True,
            stdout=subprocess.DEVNULL,
        )
        try:
            subprocess.run(as_owner([str(folder / "createdb"), "-h", place, "-U", "visio", "visio"]), check=True)
            environment = {**os.environ, "DATABASE_URL": f"postgresql://visio@/visio?host={place}"}
            return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
        finally:
            subprocess.run(as_owner([*control, "-m", "immediate", "stop"]), check=False, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
