"""The stock client's page, and each server that it is pointed at."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest

from e2e import network
from e2e.conftest import Guests
from e2e.media import Face
from e2e.people import Person
from e2e.stock.servers import LiveKitServer, start_ours, start_stock, stock_program

PAGE = Path(__file__).parent / "page"
MODULES = Path(__file__).parent.parent / "node_modules"


@pytest.fixture(scope="session", params=["visio", "livekit"])
def server(request: pytest.FixtureRequest) -> Iterator[LiveKitServer]:
    """Ours, then the original: what holds for one must hold for the other."""
    if request.param == "visio":
        running = start_ours()
    elif stock_program() is None:
        pytest.skip("stock LiveKit is not installed: it needs Go, see .ci/run")
    else:
        running = start_stock(network.ADDRESS)
    yield running
    running.program.stop()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name is the base class's
        pass


@pytest.fixture(scope="session")
def page_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The static page with the stock client, bundled and served on localhost."""
    folder = tmp_path_factory.mktemp("stage")
    subprocess.run(
        [
            *(MODULES / ".bin" / "esbuild", PAGE / "stage.ts", "--bundle", "--format=iife", "--log-level=error"),
            f"--outfile={folder / 'stage.js'}",
        ],
        check=True,
    )
    copyfile(PAGE / "index.html", folder / "index.html")
    http = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{http.server_address[1]}/"
    http.shutdown()
    thread.join()


Enter = Callable[..., "Visitor"]


class Visitor:
    """A person whose page holds nothing but the stock client."""

    def __init__(self, person: Person, server: LiveKitServer, identity: str) -> None:
        self.person = person
        self.server = server
        self.identity = identity

    def do(self, act: str, *args: Any) -> Any:
        """Calls one method of the page's stage."""
        return self.person.evaluate(f"(...args) => window.stage.{act}(...args)", *args)

    def happened(self, what: str, who: str | None = None) -> list[Any]:
        """Details of what happened so far."""
        happenings: list[dict[str, Any]] = self.person.evaluate("() => window.stage.happenings")
        return [h["detail"] for h in happenings if h["what"] == what and (who is None or h["who"] == who)]

    @property
    def others(self) -> dict[str, dict[str, Any]]:
        return {other["identity"]: other for other in self.do("people")}

    def video_of(self, other: "Visitor", source: str = "camera") -> str:
        return f'video[data-participant="{other.identity}"][data-source="{source}"]'


@pytest.fixture
def enter(server: LiveKitServer, page_url: str, people: Guests) -> Enter:
    """`enter(browser, face, room)`: the person opens the page and connects."""

    def go(
        browser: str,
        face: Face,
        room: str,
        *,
        identity: str | None = None,
        grants: dict[str, Any] | None = None,
        options: dict[str, Any] | None = None,
        publish: bool = True,
        token: str | None = None,
    ) -> Visitor:
        visitor = Visitor(people.at(browser, face), server, identity or face.name.split()[0])
        visitor.person.open(page_url)
        made = token or server.token(room, visitor.identity, name=face.name, grants=grants)
        visitor.do("enter", server.ws, made, options or {})
        if publish:
            visitor.do("microphone", True)
            visitor.do("camera", True)
        return visitor

    return go
