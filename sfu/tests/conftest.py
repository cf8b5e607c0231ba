import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

from meeting import Meeting
from serving import Serving, serving

# How long an example takes says more about the machine than about the code.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")


@pytest.fixture
def meeting() -> Meeting:
    return Meeting()


@pytest_asyncio.fixture
async def server() -> AsyncGenerator[Serving]:
    async with serving() as running:
        yield running
