import sys
from collections.abc import Generator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from rivals import Server, server_of


@pytest.fixture(scope="session", params=["visio", "livekit"])
def stock_server(request: pytest.FixtureRequest) -> Generator[Server]:
    with server_of(str(request.param)) as running:
        yield running


@pytest.fixture
def room_name(request: pytest.FixtureRequest) -> str:
    """A room of the test's own."""
    return request.node.name.replace("[", "-").replace("]", "")
