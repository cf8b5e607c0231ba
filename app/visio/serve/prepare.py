"""What must be true before requests are answered: folder, lock, database, links."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from visio.config import folder, secrets
from visio.config.options import Options
from visio.config.secrets import Secrets
from visio.serve.refusal import StartRefused

log = logging.getLogger("visio.serve")


@contextlib.contextmanager
def data_folder(options: Options) -> Iterator[Secrets]:
    """The folder, made and held for this process alone. Raises DataFolderRefused, StartRefused."""
    folder.prepare(options.data)
    lock = os.open(options.data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StartRefused(
                f"Another Visio is running on the data folder {options.data}: stop it, or choose another with --data."
            ) from None
        yield secrets.load(options.data)
    finally:
        os.close(lock)


def django_and_database(options: Options) -> None:
    """Sets Django up and brings the database to this version. Raises StartRefused."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "visio.config.django"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            log.info("database.migrating")
            call_command("migrate", verbosity=0, interactive=False)
        _keep_private(options.data)
    except DatabaseError as fault:
        raise StartRefused(_sentence(options, fault)) from None
    finally:
        connection.close()


def _keep_private(data: Path) -> None:
    for file in data.glob("visio.sqlite3*"):
        file.chmod(0o600)


def _sentence(options: Options, fault: Exception) -> str:
    if options.database_url:
        # The driver's text may hold the address with its password.
        return "DATABASE_URL: the PostgreSQL server does not answer, or refuses this user or database."
    text = str(fault)
    if "disk" in text or "full" in text:
        return f"The data folder {options.data} is on a full disk: free some space, or choose another with --data."
    if "readonly" in text or "unable to open" in text:
        return f"The data folder {options.data} cannot be written: give this user the right, or choose another one."
    return f"The database in {options.data} cannot be used ({text}): put its backup back."
