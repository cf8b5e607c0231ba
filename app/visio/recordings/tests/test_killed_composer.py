"""The process that composes a file is killed in the middle of it, in the running product."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest
from visio.testing.product import running
from visio.testing.speakers import Speaker, in_library, running_with, until

FFMPEG = shutil.which("ffmpeg")

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(
        importlib.util.find_spec("visio_sfu.media._native") is None, reason="the media engine is not built: make build"
    ),
    pytest.mark.skipif(FFMPEG is None, reason="no ffmpeg program is installed"),
]

# The first of ffmpeg's runs that make something says by whom it was started, and goes on for ever.
STANDS_STILL = f"""#!/bin/sh
here=$(dirname "$0")
case "$*" in
*-progress*) if mkdir "$here/met" 2>/dev/null; then echo $$ $PPID > "$here/pids"; exec sleep 3600; fi ;;
esac
exec {FFMPEG} "$@"
"""


async def test_a_composer_that_is_killed_begins_anew_and_leaves_one_file(tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "ffmpeg").write_text(STANDS_STILL)
    (programs / "ffmpeg").chmod(0o700)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    with running(tmp_path / "data", PATH=path) as product:
        lea = Speaker(product).set_up()
        await lea.enter(lea.new_room())
        lea.act("recording", {"picture": False})
        recording = (await running_with(lea, {lea.participant}))["id"]
        folder = product.data / "recordings" / recording
        await until(lambda: sum(file.stat().st_size for file in folder.rglob("*.mkv")) > 2_000, "nothing was written")
        lea.act("end")
        await in_library(lea, recording)

        file = lea.ask("POST", f"recordings/{recording}/files", {"layout": "sound"}, ticket=False).json()["id"]
        pids = await until(lambda: _pids(programs), f"nothing is composed: {product.log.read_text()[-3000:]}")
        os.kill(pids[1], signal.SIGKILL)
        await until(lambda: not any(_runs(pid) for pid in pids), "what it had started goes on")
        shown = await until(lambda: _made(lea, recording), f"it is not made: {product.log.read_text()[-3000:]}")
        assert [(one["id"], one["state"]) for one in shown] == [(file, "ready")]
        kept = [made for made in folder.rglob("*") if made.is_file() and made.parent.name.startswith("file-")]
        assert [made.parent.name for made in kept] == [f"file-{file}"]
        assert kept[0].stat().st_size == shown[0]["bytes"]
        await lea.leave()


def _made(lea: Speaker, recording: str) -> Any:
    items = lea.ask("GET", f"recordings/{recording}/files", ticket=False).raise_for_status().json()["items"]
    return items if all(one["state"] == "ready" for one in items) else None


def _pids(programs: Path) -> list[int]:
    """Of the run that stands still, and of who started it; none before."""
    told = programs / "pids"
    return [int(pid) for pid in told.read_text().split()] if told.exists() else []


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
