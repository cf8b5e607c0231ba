import sys
from collections.abc import AsyncGenerator
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
async def server() -> AsyncGenerator[Serving]:
    async with serving() as running:
        yield running
