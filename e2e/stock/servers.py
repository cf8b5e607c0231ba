"""LiveKit servers that the stock client is pointed at: ours, and the original where it is installed."""

import os
import shutil
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from livekit import api

from e2e.processes import PROGRAMS, Program
from e2e.waiting import until

KEY = "devkey"
# `--dev` of both servers.
SECRET = "secret"
# Nobody needs this port in the network that the tests make for themselves.
STOCK_PORT = 17880


@dataclass
class LiveKitServer:
    """A running server. `http` is its base URL, without a slash at the end."""

    kind: str
    http: str
    program: Program
    udp_port: int

    @property
    def ws(self) -> str:
        return self.http.replace("http", "ws", 1)

    def token(
        self,
        room: str,
        identity: str,
        *,
        name: str = "",
        grants: dict[str, Any] | None = None,
        valid: timedelta = timedelta(minutes=10),
    ) -> str:
        """A token for one identity in one room; `grants` are further fields of the video grant."""
        video = api.VideoGrants(room_join=True, room=room, **(grants or {}))
        made = api.AccessToken(KEY, SECRET).with_identity(identity).with_name(name or identity).with_ttl(valid)
        return made.with_grants(video).to_jwt()

    def call(self, method: str, body: bytes, *, room: str = "", content_type: str = "application/json") -> bytes:
        """One call of the server API, with every grant. Raises urllib.error.HTTPError."""
        grants = api.VideoGrants(room_create=True, room_list=True, room_admin=True, room=room)
        token = api.AccessToken(KEY, SECRET).with_identity("server").with_grants(grants).to_jwt()
        request = urllib.request.Request(
            f"{self.http}/twirp/livekit.RoomService/{method}",
            data=body,
            headers={"Authorization": f"Bearer {token}", "Content-Type": content_type},
        )
        with urllib.request.urlopen(request, timeout=15) as answer:
            return bytes(answer.read())

    def fresh_room(self) -> str:
        return f"room-{time.monotonic_ns()}"


def start_ours(*options: str) -> LiveKitServer:
    program = Program([PROGRAMS / "visio-sfu", "--dev", "--port", "0", "--udp-port", "0", *options])
    facts = program.ready()
    return LiveKitServer("visio", str(facts["url"]).rstrip("/"), program, int(facts["media"]["udp_port"]))


def stock_program() -> str | None:
    """Where `go install` puts the original server; its module calls the program `server`."""
    named = os.environ.get("VISIO_STOCK_LIVEKIT") or shutil.which("livekit-server")
    places = (Path.home() / ".cache" / "visio-tests" / "livekit-server", Path.home() / "go" / "bin" / "server")
    return named or next((str(built) for built in places if built.exists()), None)


def start_stock(address: str, *, port: int = STOCK_PORT, settings: str = "") -> LiveKitServer:
    """The original server with its media on `address`, and more `settings` (YAML lines).

    Its media takes the port two above `port`. Raises AssertionError with its log when it ends.
    """
    executable = stock_program()
    assert executable is not None
    udp_port = port + 2
    settings = (
        f"port: {port}\nrtc: {{udp_port: {udp_port}, tcp_port: 0, use_external_ip: false}}\n"
        f"logging: {{level: error}}\n{settings}"
    )
    program = Program([executable, "--dev", "--config-body", settings, "--node-ip", address, "--bind", "127.0.0.1"])
    server = LiveKitServer("livekit", f"http://127.0.0.1:{port}", program, udp_port)
    until("stock LiveKit answers", lambda: _answers(server), explain=lambda: program.log[-20:])
    return server


def _answers(server: LiveKitServer) -> bool:
    if server.program.process.poll() is not None:
        raise AssertionError("".join(server.program.log[-20:]))
    try:
        with urllib.request.urlopen(server.http, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False
