"""Brings Django up inside this process."""

from __future__ import annotations

import dataclasses
import os
import tempfile
from pathlib import Path

from visio.config import folder, options


def with_data() -> None:
    """On the data folder of the current options, which is made if needed. Raises DataFolderRefused."""
    folder.prepare(options.current().data)
    _start()


def without_data() -> None:
    """For commands that only describe the application: on a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="visio-") as place:
        options.use(dataclasses.replace(options.Options(), data=Path(place)))
        _start()


def _start() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "visio.config.django"
    import django

    django.setup()
