"""`--dev`: Vite holds the port and hands everything but pages and modules to this process."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path

from visio.serve.refusal import StartRefused

WEB = Path(__file__).resolve().parents[3] / "web"


async def start(port: int, backend: str) -> asyncio.subprocess.Process:
    """Runs `npm run dev` in the client's folder. Raises StartRefused outside a clone or without npm."""
    npm = shutil.which("npm")
    if npm is None or not (WEB / "package.json").is_file():
        raise StartRefused("--dev needs npm and a clone of the repository.")
    return await asyncio.create_subprocess_exec(
        npm,
        "run",
        "dev",
        cwd=WEB,
        stdout=asyncio.subprocess.DEVNULL,
        env={**os.environ, "VISIO_DEV_PORT": str(port), "VISIO_DEV_BACKEND": backend},
    )
