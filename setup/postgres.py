"""Runs a command with DATABASE_URL pointing at a PostgreSQL server of its own, which ends with the command.

    python -m setup.postgres COMMAND…

Exit code: the command's; 3 when no server program is installed.
"""

from __future__ import annotations

import os
import subprocess
import sys

from visio.testing.postgres import PostgresMissing, postgres


def main() -> int:
    try:
        with postgres() as server:
            environment = {**os.environ, "DATABASE_URL": server.url}
            return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
    except PostgresMissing:
        print("PostgreSQL is not installed. Install it with: sudo apt-get install postgresql", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
