import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

sys.path.insert(0, str(Path(__file__).parent))

from footage import Footage, make, repeated
from servers import LiveServer, ours, stock, stock_program
from visio_client import Participant, join

Enter = Callable[..., Awaitable[Participant]]


@pytest.fixture(scope="module", params=["visio", pytest.param("livekit", marks=pytest.mark.peers)])
def server(request: pytest.FixtureRequest) -> Iterator[LiveServer]:
    """A server that runs, of each kind in turn."""
    if request.param == "visio":
        with ours() as running:
            yield running
        return
    program = stock_program()
    if program is None:
        pytest.skip("stock LiveKit is not installed (go install github.com/livekit/livekit-server/cmd/server@v1.13.5)")
    with stock(program) as running:
        yield running


@pytest.fixture
def room() -> str:
    return f"room-{time.monotonic_ns()}"


@pytest_asyncio.fixture
async def enter(server: LiveServer, room: str) -> AsyncIterator[Enter]:
    """Brings somebody into the room: `await enter("lea", can_publish=False)`. They leave when the test ends."""
    async with AsyncExitStack() as everybody:

        async def bring(identity: str, *, auto_subscribe: bool = True, **grants: Any) -> Participant:
            token = server.token(identity, room, **grants)
            participant = await join(server.url, token, auto_subscribe=auto_subscribe)
            return await everybody.enter_async_context(participant)

        yield bring


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Footage:
    """Six seconds."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    return make(tmp_path_factory.mktemp("footage"), 6)


@pytest.fixture
def minute_of_footage(footage: Footage) -> Footage:
    return repeated(footage, 10)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 600 kB."""
    place = tmp_path / "tiny"
    place.mkdir()
    mounting = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", place], capture_output=True)
    if mounting.returncode != 0:
        pytest.skip("this machine does not let us mount a file system")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)
