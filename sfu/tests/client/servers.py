"""The servers that the headless participant must get along with: ours, and stock LiveKit where it is installed."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from livekit import api

KEY, SECRET = "devkey", "secret"
PATIENCE = 20.0


@dataclass(frozen=True)
class LiveServer:
    """A server that runs. `url` is its WebSocket address; `pid` its process."""

    kind: str
    url: str
    pid: int

    def token(self, identity: str, room: str, **grants: Any) -> str:
        video = api.VideoGrants(room_join=True, room=room, **grants)
        return (
            api.AccessToken(KEY, SECRET).with_identity(identity).with_name(identity.title()).with_grants(video).to_jwt()
        )

    async def call(self, method: str, room: str, **fields: Any) -> None:
        """A call of the server API, with every grant. Raises httpx.HTTPStatusError."""
        grants = api.VideoGrants(room_create=True, room_list=True, room_admin=True, room=room)
        token = api.AccessToken(KEY, SECRET).with_identity("server").with_grants(grants).to_jwt()
        http = self.url.replace("ws", "http", 1)
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(
                f"{http}/twirp/livekit.RoomService/{method}",
                json={"room": room, **fields},
                headers={"Authorization": f"Bearer {token}"},
            )
            answer.raise_for_status()


def stock_program() -> str | None:
    """Where stock LiveKit is; `go install` calls its program `server`."""
    named = os.environ.get("VISIO_STOCK_LIVEKIT") or shutil.which("livekit-server")
    built = Path.home() / "go" / "bin" / "server"
    return named or (str(built) if built.exists() else None)


@contextmanager
def ours() -> Generator[LiveServer]:
    """`visio-sfu --dev` on free ports."""
    program = Path(sys.executable).with_name("visio-sfu")
    command = [str(program), "--dev", "--port", "0", "--udp-port", "0", "--media-bind", "127.0.0.1"]
    with _running(command) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, "visio-sfu ended before it was ready"
        url = json.loads(line)["url"].rstrip("/").replace("http", "ws", 1)
        yield LiveServer("visio", url, process.pid)


@contextmanager
def stock(program: str) -> Generator[LiveServer]:
    """Stock LiveKit on loopback."""
    port, udp_port = _free_port(socket.SOCK_STREAM), _free_port(socket.SOCK_DGRAM)
    settings = (
        f"port: {port}\nrtc:\n  udp_port: {udp_port}\n  tcp_port: 0\n  use_external_ip: false\n"
        "  enable_loopback_candidate: true\n  interfaces: {includes: [lo]}\nlogging: {level: error}\n"
    )
    command = [program, "--dev", "--config-body", settings, "--node-ip", "127.0.0.1", "--bind", "127.0.0.1"]
    with _running(command) as process:
        _wait_until_healthy(f"http://127.0.0.1:{port}", process)
        yield LiveServer("livekit", f"ws://127.0.0.1:{port}", process.pid)


@contextmanager
def _running(command: list[str]) -> Generator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            # Not asked politely: stock LiveKit would wait for its rooms to empty.
            process.kill()


def _wait_until_healthy(http: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    with httpx.Client(trust_env=False) as client:
        while process.poll() is None and time.monotonic() < deadline:
            with suppress(httpx.TransportError):
                if client.get(http).is_success:
                    return
            time.sleep(0.05)
    raise AssertionError("The server was not ready in time.")


def _free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
