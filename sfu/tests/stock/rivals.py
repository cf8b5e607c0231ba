"""Servers that the stock libraries are pointed at: ours, and LiveKit's own where it is installed."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import httpx
import pytest
from livekit import api

KEY, SECRET = "devkey", "secret"
ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. `url` is its base, for HTTP and WebSockets alike."""

    kind: str
    url: str

    def token(self, room: str, identity: str, *, grants: dict[str, Any] | None = None) -> str:
        given: dict[str, Any] = {"room_join": True, "room": room, **(grants or {})}
        made = api.AccessToken(KEY, SECRET).with_identity(identity).with_name(identity.title())
        return made.with_grants(api.VideoGrants(**given)).to_jwt()

    def api(self) -> api.LiveKitAPI:
        return api.LiveKitAPI(self.url, KEY, SECRET)


def ours_is_built() -> bool:
    try:
        from visio_sfu.media import _native
    except ImportError:
        return False
    return hasattr(_native, "Engine")


def stock_program() -> str | None:
    """Where LiveKit's server is; its Go module calls the program `server`."""
    built = Path.home() / "go" / "bin" / "server"
    found = os.environ.get("VISIO_STOCK_LIVEKIT") or shutil.which("livekit-server")
    return found or (str(built) if built.exists() else None)


@contextmanager
def server_of(kind: str, *, webhook: str | None = None) -> Generator[Server]:
    """A server of that kind until the end of the block; skips the test where it is not installed."""
    with tempfile.TemporaryFile("w+") as log, _command(kind, webhook) as (command, port):
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment) as process:
            try:
                yield Server(kind, _ready(process, port, log))
            finally:
                process.terminate()
                process.wait(10)


@contextmanager
def _command(kind: str, webhook: str | None) -> Generator[tuple[list[str], int]]:
    if kind == "visio":
        if not ours_is_built():
            pytest.skip("the native engine is not built: run make build")
        more = ["--webhook", webhook] if webhook else []
        yield [sys.executable, "-m", "visio_sfu.cli", "--dev", "--port", "0", "--udp-port", "0", *more], 0
        return
    program = stock_program()
    if program is None:
        pytest.skip("LiveKit's server is not installed: name it in VISIO_STOCK_LIVEKIT")
    port = _free_port(socket.SOCK_STREAM)
    hook = f"webhook: {{api_key: {KEY}, urls: ['{webhook}']}}\n" if webhook else ""
    settings = (
        f"port: {port}\nlogging: {{level: error}}\n"
        f"rtc: {{udp_port: {_free_port(socket.SOCK_DGRAM)}, tcp_port: 0, use_external_ip: false, "
        "enable_loopback_candidate: true, interfaces: {includes: [lo]}}\n"
        f"keys: {{{KEY}: {SECRET}}}\n{hook}"
    )
    yield [program, "--dev", "--config-body", settings, "--node-ip", "127.0.0.1", "--bind", "127.0.0.1"], port


def _ready(process: subprocess.Popen[str], port: int, log: IO[str]) -> str:
    if port == 0:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            log.seek(0)
            raise AssertionError(log.read())
        return str(json.loads(line)["url"])
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + PATIENCE_S
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            log.seek(0)
            raise AssertionError(log.read())
        time.sleep(0.05)
    return url


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def _free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
