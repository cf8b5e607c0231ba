"""The headless participant over TLS: it trusts what the machine trusts, and nothing else."""

import asyncio
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from livekit.protocol.models import ParticipantInfo, Room
from livekit.protocol.rtc import JoinResponse, SignalResponse
from websockets.asyncio.server import Server, ServerConnection, serve

JOIN = """
import asyncio, sys
from visio_client import JoinFailed, join
async def main():
    try:
        participant = await join(sys.argv[1], "token")
    except JoinFailed as failed:
        print(failed.code)
    else:
        print(participant.identity)
        await participant.leave()
asyncio.run(main())
"""
"""Run in a process of its own: which certificates are trusted is read once."""


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subject = "-subj /CN=localhost -addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE"
    command = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout {key} -out {certificate} {subject}"
    subprocess.run(command.split(), check=True, capture_output=True)
    return key, certificate


async def test_a_server_that_the_machine_trusts_is_joined(certificate: tuple[Path, Path]) -> None:
    assert await joined_over_tls(certificate, trusted=certificate[1]) == "lea"


async def test_a_server_that_the_machine_does_not_trust_is_not_reached(certificate: tuple[Path, Path]) -> None:
    assert await joined_over_tls(certificate, trusted=None) == "unreachable"


async def joined_over_tls(certificate: tuple[Path, Path], *, trusted: Path | None) -> str:
    """What a participant says that joins a server with this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])
    environment = {"PATH": "", "PYTHONPATH": ":".join(sys.path)}
    if trusted is not None:
        environment["SSL_CERT_FILE"] = str(trusted)
    async with serve(greet, "127.0.0.1", 0, ssl=context) as server:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", JOIN, f"wss://localhost:{port_of(server)}", env=environment, stdout=-1
        )
        output, _ = await asyncio.wait_for(process.communicate(), 60)
    return output.decode().strip()


async def greet(socket: ServerConnection) -> None:
    assert socket.request is not None
    assert socket.request.headers["Authorization"] == "Bearer token"
    assert "token" not in socket.request.path
    me = ParticipantInfo(sid="PA_lea", identity="lea")
    await socket.send(SignalResponse(join=JoinResponse(room=Room(name="room"), participant=me)).SerializeToString())
    await socket.wait_closed()


def port_of(server: Server) -> int:
    port: int = next(iter(server.sockets)).getsockname()[1]
    return port
