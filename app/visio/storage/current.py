"""The storage of this installation."""

from __future__ import annotations

from functools import lru_cache

from visio.config import options
from visio.config.options import Options
from visio.storage.base import Storage

FOLDER = "recordings"


def storage() -> Storage:
    return _made(options.current())


@lru_cache(maxsize=4)
def _made(chosen: Options) -> Storage:
    folder = chosen.data / FOLDER
    if chosen.s3_url:
        from visio.storage.s3 import S3Storage

        return S3Storage(
            chosen.s3_url, region=chosen.s3_region, key=chosen.s3_key, secret=chosen.s3_secret, work=folder
        )
    from visio.storage.folder import FolderStorage

    return FolderStorage(folder)
