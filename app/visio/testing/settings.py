"""Django's settings on a folder that is thrown away: for tests, and for the type checker, which imports settings."""

from __future__ import annotations

import atexit
import dataclasses
import os
import shutil
import tempfile
from pathlib import Path

from visio.config import options

_folder = Path(tempfile.mkdtemp(prefix="visio-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
options.use(
    dataclasses.replace(
        options.Options(),
        data=_folder,
        database_url=os.environ.get("DATABASE_URL", ""),
        captions_engine="scripted",
        transcripts_engine="scripted",
    )
)

from visio.config.django import *  # noqa: E402, F403 (read only now, since they are made from the options)

# A file, as the product has: threads that share a database in memory are refused where they would wait for a file.
if not os.environ.get("DATABASE_URL"):
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "tests.sqlite3")}  # noqa: F405
