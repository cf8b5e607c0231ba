"""The media servers that are compared, both running at once so that measurements can take turns."""

from collections.abc import Generator
from contextlib import contextmanager

from e2e import network
from e2e.stock.servers import LiveKitServer, start_ours, start_stock, stock_program

NAMES = {"visio": "visio-sfu", "livekit": "LiveKit"}


@contextmanager
def media_servers() -> Generator[list[LiveKitServer]]:
    """`visio-sfu --dev`, and `livekit-server --dev` where it is installed."""
    running: list[LiveKitServer] = []
    try:
        running.append(start_ours())
        if stock_program() is not None:
            running.append(start_stock(network.ADDRESS))
        yield running
    finally:
        for server in running:
            server.program.stop()


def name(server: LiveKitServer) -> str:
    return NAMES[server.kind]


def pid(server: LiveKitServer) -> int:
    return server.program.process.pid


def tokens(server: LiveKitServer, people: int) -> list[str]:
    """Tokens of so many people for a room that nobody has been in."""
    room = server.fresh_room()
    return [server.token(room, f"person-{at}") for at in range(people)]
