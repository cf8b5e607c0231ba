"""The entrance, before and after the product is up; assets; bodies that are too large."""

from __future__ import annotations

import asyncio
import gzip
from html import escape
from pathlib import Path
from typing import Any

import httpx
import pytest
from visio.config.asgi import Applications, Gate
from visio.config.bridge import LARGEST_BODY_BYTES, Bridge
from visio.pages.assets import Assets
from visio.pages.language import sentence


def wsgi(environ: dict[str, Any], start: Any) -> list[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    body = environ["wsgi.input"].read()
    return [f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {len(body)}".encode()]


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a-1.js").write_bytes(b"let a")
    (tmp_path / "assets" / "a-1.js.gz").write_bytes(gzip.compress(b"let a"))
    (tmp_path / "secret.txt").write_text("secret")
    return tmp_path


async def nothing(scope: Any, receive: Any, send: Any) -> None:
    raise AssertionError("not to be reached")


@pytest.fixture
def gate(assets: Path) -> Gate:
    async def ready() -> bool:
        return True

    opened = Gate()
    opened.open(
        Applications(
            django=Bridge(wsgi),
            events=nothing,
            assets=Assets(assets),
            media=nothing,
            imports=nothing,
            engine=None,
            ready=lambda: asyncio.ensure_future(ready()),
        )
    )
    return opened


def client(gate: Gate) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(gate), base_url="http://visio.test")


async def test_while_it_starts_people_see_a_page_that_asks_again():
    async with client(Gate()) as http:
        answer = await http.get("/abc-defg-hij", headers={"Accept-Language": "fr"})
        assert answer.status_code == 503
        assert 'http-equiv="refresh"' in answer.text
        french, english = (escape(sentence(language, "page.starting.title")) for language in ("fr", "en"))
        assert answer.text.index(french) < answer.text.index(english)
        assert (await http.get("/healthz")).status_code == 200
        assert (await http.get("/readyz")).status_code == 503
        assert (await http.get("/rtc/validate")).status_code == 503


async def test_a_file_that_a_new_build_took_away_is_not_found_and_the_new_one_is(gate, assets):
    async with client(gate) as http:
        (assets / "assets" / "b-1.js").write_bytes(b"let b")
        assert (await http.get("/assets/b-1.js")).status_code == 200
        (assets / "assets" / "a-1.js").unlink()
        (assets / "assets" / "a-1.js.gz").unlink()
        (assets / "assets" / "a-2.js").write_bytes(b"let a = 2")
        assert (await http.get("/assets/a-1.js")).status_code == 404
        assert (await http.get("/assets/a-2.js")).text == "let a = 2"


async def test_requests_reach_django(gate):
    async with client(gate) as http:
        assert (await http.post("/x/%C3%A9", content=b"abc")).text.startswith("POST /x/")
        assert (await http.get("/readyz")).status_code == 200
        head = await http.head("/")
        assert (head.status_code, head.content) == (200, b"")


async def test_a_body_that_is_too_large_is_refused(gate):
    async with client(gate) as http:
        answer = await http.post("/x", content=b"x" * (LARGEST_BODY_BYTES + 1))
        assert answer.status_code == 413


async def test_without_a_media_server_of_our_own_there_is_no_rtc(gate):
    async with client(gate) as http:
        for path in ("/rtc", "/rtc/validate", "/twirp/livekit.RoomService/ListRooms"):
            assert (await http.get(path)).status_code == 404


@pytest.mark.parametrize(("accepted", "encoding"), [("gzip, br", "gzip"), ("", None), ("gzip;q=0", None)])
async def test_an_asset_is_kept_for_ever_and_sent_small(gate, accepted, encoding):
    async with client(gate) as http:
        answer = await http.get("/assets/a-1.js", headers={"Accept-Encoding": accepted})
        assert answer.content == b"let a"
        assert answer.headers.get("content-encoding") == encoding
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["/assets/../secret.txt", "/assets/%2e%2e/secret.txt", "/assets/", "/assets/none.js", "/assets/a-1.js.gz"]
)
async def test_no_address_leads_out_of_the_assets(gate, path):
    async with client(gate) as http:
        answer = await http.get(path)
        assert "secret" not in answer.text or answer.text.startswith("GET /")
        assert answer.status_code == 404 or answer.text == "GET /secret.txt 0"


async def test_what_is_no_get_is_refused(gate):
    async with client(gate) as http:
        assert (await http.post("/assets/a-1.js")).status_code == 405
