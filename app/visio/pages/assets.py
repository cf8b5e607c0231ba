"""`/assets/…`: the built client's files. Their names hold a digest, so they never change and are kept for ever."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from pathlib import Path

from visio.config.answers import Receive, Scope, Send, answer, header, plain

TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".wav": "audio/wav",
    ".map": "application/json",
    ".txt": "text/plain; charset=utf-8",
}

# Best first.
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))

FOR_EVER = "public, max-age=31536000, immutable"


class Assets:
    """An ASGI application that serves the files that are in the folder when it is first asked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, Path] | None = None
        self._held: dict[Path, bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await plain(send, HTTPStatus.METHOD_NOT_ALLOWED, "GET or HEAD", {"allow": "GET, HEAD"})
            return
        found = await asyncio.to_thread(self._look, str(scope["path"]), header(scope, b"accept-encoding"))
        if found is None:
            await plain(send, HTTPStatus.NOT_FOUND, "not found")
            return
        content, headers = found
        await answer(send, HTTPStatus.OK, content, headers, head=scope["method"] == "HEAD")

    def _look(self, path: str, accepted: str) -> tuple[bytes, dict[str, str]] | None:
        try:
            return self._find(path, accepted)
        except FileNotFoundError:
            # The client was built anew since the folder was listed.
            self._files = None
            return None

    def _find(self, path: str, accepted: str) -> tuple[bytes, dict[str, str]] | None:
        files = self._known()
        file = files.get(path)
        kind = TYPES.get(Path(path).suffix)
        if file is None or kind is None:
            return None
        headers = {
            "content-type": kind,
            "cache-control": FOR_EVER,
            "vary": "Accept-Encoding",
            "x-content-type-options": "nosniff",
            "cross-origin-resource-policy": "same-origin",
        }
        for encoding, suffix in ENCODINGS:
            if _accepts(accepted, encoding) and path + suffix in files:
                return self._content(files[path + suffix]), {**headers, "content-encoding": encoding}
        return self._content(file), headers

    def _known(self) -> dict[str, Path]:
        """Address → file. Only what is listed here is ever opened, so no address leads out of the folder."""
        if self._files is None:
            root = self._folder / "assets"
            self._files = {
                f"/assets/{file.relative_to(root).as_posix()}": file for file in root.rglob("*") if file.is_file()
            }
        return self._files

    def _content(self, file: Path) -> bytes:
        if file not in self._held:
            self._held[file] = file.read_bytes()
        return self._held[file]


def _accepts(accepted: str, encoding: str) -> bool:
    """Whether Accept-Encoding names it without refusing it. Source: RFC 9110, 12.5.3."""
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() == encoding:
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
