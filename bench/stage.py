"""The page with the stock client, bundled and served on localhost."""

import os
import subprocess
import tempfile
import threading
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copyfile
from typing import Any

from bench.preparation import MODULES

PAGE = Path(__file__).parent / "page"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name is the base class's
        pass


@contextmanager
def stage_url() -> Generator[str]:
    """The page's address while it is served."""
    with tempfile.TemporaryDirectory(prefix="visio-bench-") as folder:
        command = [MODULES / ".bin" / "esbuild", PAGE / "bench.ts", "--bundle", "--format=iife", "--log-level=error"]
        subprocess.run(
            [*command, f"--outfile={folder}/bench.js"], check=True, env={**os.environ, "NODE_PATH": str(MODULES)}
        )
        copyfile(PAGE / "index.html", Path(folder) / "index.html")
        http = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
        thread = threading.Thread(target=http.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{http.server_address[1]}/"
        finally:
            http.shutdown()
            thread.join()
            http.server_close()
