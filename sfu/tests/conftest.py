import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

sys.path.insert(0, str(Path(__file__).parent))

from meeting import Meeting
from serving import Serving, serving


@pytest.fixture
def meeting() -> Meeting:
    return Meeting()


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Serving]:
    async with serving() as running:
        yield running
