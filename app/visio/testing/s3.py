"""An S3 server of the tests' own."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

PATIENCE_SECONDS = 60
BUCKET = "recordings"


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of an empty bucket. Skips where no such server is installed."""
    if importlib.util.find_spec("moto") is None:
        pytest.skip("no S3 server for tests is installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield _bucket(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _bucket(url: str, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            httpx.put(f"{url}/{BUCKET}")
            return f"{url}/{BUCKET}"
        except httpx.TransportError:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
