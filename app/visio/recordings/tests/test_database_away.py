"""A recording in the running product while its database is away for ten seconds."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from visio.testing.postgres import PostgresMissing, PostgresServer, postgres
from visio.testing.product import Running, running
from visio.testing.speakers import Speaker, in_library, running_with, until

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(
        importlib.util.find_spec("visio_sfu.media._native") is None, reason="the media engine is not built: make build"
    ),
]

AWAY_SECONDS = 10


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    try:
        with postgres() as started:
            yield started
    except PostgresMissing:
        pytest.skip("no PostgreSQL server is installed")


async def test_a_recording_outlives_ten_seconds_without_its_database(tmp_path: Path, server: PostgresServer) -> None:
    with running(tmp_path / "data", DATABASE_URL=server.url) as product:
        lea = Speaker(product).set_up()
        await lea.enter(lea.new_room())
        lea.act("recording", {"picture": False})
        recording = (await running_with(lea, {lea.participant}))["id"]
        await until(lambda: _bytes(product, recording) > 2_000, "nothing was written")

        server.stop()
        gone = time.monotonic()
        await until(lambda: time.monotonic() - gone >= AWAY_SECONDS, "time stands still")
        with pytest.raises(httpx.HTTPStatusError):
            lea.act("recording/stop")
        server.start()

        before = _bytes(product, recording)
        await until(lambda: _state(lea) is not None, "the call is lost")
        await until(lambda: _written(lea), "nobody is written afterwards")
        await until(lambda: _bytes(product, recording) > before, "nothing is written afterwards")
        lea.act("recording/stop")
        assert (await in_library(lea, recording))["people"] == ["Léa"]
        await lea.leave()


def _state(lea: Speaker) -> Any:
    """None while the server cannot say."""
    answer = lea.ask("GET", f"calls/{lea.call}/state")
    return answer.json() if answer.status_code == 200 else None


def _written(lea: Speaker) -> Any:
    recording = (_state(lea) or {}).get("recording")
    return recording if recording and recording["written"] == [lea.participant] else None


def _bytes(product: Running, recording: str) -> int:
    folder = product.data / "recordings" / recording
    return sum(file.stat().st_size for file in folder.rglob("*.mkv"))
