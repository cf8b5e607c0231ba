"""`--dev`: Vite holds the port and hands everything but pages and modules to this process."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path

from visio.serve.refusal import StartRefused

LOOK_AGAIN_SECONDS = 0.1
WEB = Path(__file__).resolve().parents[3] / "web"


async def start(port: int, backend: str) -> asyncio.subprocess.Process:
    """Runs `npm run dev` in the client's folder. Raises StartRefused: no clone, no npm, or the port is taken."""
    npm = shutil.which("npm")
    if npm is None or not (WEB / "package.json").is_file():
        raise StartRefused("--dev needs npm and a clone of the repository.")
    if await _listens(port):
        raise StartRefused(f"--port {port}: another program listens there.")
    process = await asyncio.create_subprocess_exec(
        npm,
        "run",
        "dev",
        cwd=WEB,
        stdout=asyncio.subprocess.DEVNULL,
        env={**os.environ, "VISIO_DEV_PORT": str(port), "VISIO_DEV_BACKEND": backend},
    )
    while not await _listens(port):
        if process.returncode is not None:
            raise StartRefused("--dev: Vite does not start; `npm run dev` in web/ says why.")
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
    return process


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
