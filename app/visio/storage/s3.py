"""Files on an S3-compatible server. Source: Amazon S3 API Reference, as far as every server of that kind speaks it."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from visio.storage.base import BLOCK_BYTES, File, StorageFailed, checked

CONNECT_SECONDS = 5
READ_SECONDS = 30
DELETED_AT_ONCE = 1000


class S3Storage:
    """`url` is `https://host/bucket`. Files are made in `work`, sent, and then deleted there."""

    def __init__(self, url: str, *, region: str, key: str, secret: str, work: Path) -> None:
        import boto3
        from botocore.config import Config

        parts = urlsplit(url)
        self._bucket = parts.path.strip("/")
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._work = work
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=self._origin,
            region_name=region,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            config=Config(
                signature_version="s3v4",
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"max_attempts": 3},
                s3={"addressing_style": "path"},
                # Newer checksums are unknown to many servers of this kind.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def working(self, prefix: str) -> Path:
        self._work.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._work / checked(prefix)

    def publish(self, prefix: str) -> None:
        place = self.working(prefix)
        made = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
        with _failures():
            for path in made:
                key = path.relative_to(self._work).as_posix()
                self._client.upload_file(str(path), self._bucket, checked(key))
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)

    @contextlib.contextmanager
    def brought(self, prefix: str) -> Iterator[Path]:
        self._work.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._forget_brought(prefix)
        with tempfile.TemporaryDirectory(dir=self._work, prefix=_brought(prefix)) as folder:
            with _failures():
                for file in self.files(prefix):
                    target = Path(folder) / file.key
                    target.parent.mkdir(parents=True, exist_ok=True)
                    self._client.download_file(self._bucket, file.key, str(target))
            yield Path(folder) / checked(prefix)

    def files(self, prefix: str) -> list[File]:
        found: list[File] = []
        with _failures():
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=checked(prefix))
            for page in pages:
                held = [File(item["Key"], item["Size"]) for item in page.get("Contents", ())]
                found += [file for file in held if file.key == prefix or file.key.startswith(f"{prefix}/")]
        return found

    def size(self, key: str) -> int | None:
        try:
            with _failures():
                return int(self._client.head_object(Bucket=self._bucket, Key=checked(key))["ContentLength"])
        except FileNotFoundError:
            return None

    def read(self, key: str, start: int, length: int) -> Iterator[bytes]:
        with _failures():
            answer = self._client.get_object(
                Bucket=self._bucket, Key=checked(key), Range=f"bytes={start}-{start + length - 1}"
            )
            with contextlib.closing(answer["Body"]) as body:
                yield from body.iter_chunks(BLOCK_BYTES)

    def address(self, key: str, *, name: str | None, seconds: int) -> str | None:
        request = {"Bucket": self._bucket, "Key": checked(key)}
        if name is not None:
            request["ResponseContentDisposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
        return str(self._client.generate_presigned_url("get_object", Params=request, ExpiresIn=seconds))

    @property
    def origin(self) -> str | None:
        return self._origin

    def delete(self, prefix: str) -> int:
        place = self._work / checked(prefix)
        self._forget_brought(prefix)
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
        found = self.files(prefix)
        with _failures():
            for first in range(0, len(found), DELETED_AT_ONCE):
                keys = [{"Key": file.key} for file in found[first : first + DELETED_AT_ONCE]]
                answer = self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": keys, "Quiet": True})
                if answer.get("Errors"):
                    raise StorageFailed("refused")
        return sum(file.bytes for file in found)

    def _forget_brought(self, prefix: str) -> None:
        """What a job that was killed had brought. One job at a time works on the files of a recording."""
        for left in self._work.glob(f"{_brought(prefix)}*"):
            shutil.rmtree(left, ignore_errors=True)


def _brought(prefix: str) -> str:
    """How the names of folders begin into which the files of `prefix` are brought. No key holds a dot in front."""
    return f".brought-{checked(prefix).replace('/', '.')}~"


@contextlib.contextmanager
def _failures() -> Iterator[None]:
    """What the library raises, as errors of ours. Its texts hold addresses and keys."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as fault:
        code = str(fault.response.get("Error", {}).get("Code", ""))
        if code in ("404", "NoSuchKey", "NotFound"):
            raise FileNotFoundError from None
        raise StorageFailed("full" if code in ("QuotaExceeded", "XMinioStorageFull") else "refused") from None
    except (BotoCoreError, Boto3Error):
        raise StorageFailed("unreachable") from None
