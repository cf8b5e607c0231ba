"""The whole product as an operator has it: `visio serve` in a folder of its own, and accounts on it.

Tests speak to it as the browser does: HTTP with a session cookie, or with a participant's ticket.
"""

import json
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from e2e.processes import PROGRAMS, Program
from e2e.waiting import PATIENCE

PASSWORD = "correct horse battery staple"


class Product:
    """A running `visio serve`. `url` has no slash at the end."""

    def __init__(self, data: Path, *options: str, environment: Mapping[str, str] | None = None) -> None:
        self.data = data
        self.options = options
        self.environment = environment
        self.program = self._launch()
        self.facts = self.program.ready()

    def _launch(self) -> Program:
        return Program(
            [PROGRAMS / "visio", "serve", "--port", "0", "--udp-port", "0", "--data", self.data, *self.options],
            environment=self.environment,
        )

    @property
    def url(self) -> str:
        return str(self.facts["url"]).rstrip("/")

    @property
    def port(self) -> int:
        """The TCP port it listens on, whatever the public address says."""
        return int(str(self.facts["listen"][0]).rsplit(":", 1)[1])

    def link(self, path: str) -> str:
        return f"{self.url}/{path.lstrip('/')}"

    def command(self, *arguments: str) -> str:
        """What an operator types beside the running server; returns its standard output."""
        done = subprocess.run(
            [PROGRAMS / "visio", *arguments, "--data", str(self.data)],
            capture_output=True,
            text=True,
            timeout=60 * PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def advance(self, seconds: float) -> None:
        """Moves time forward in a product started with `--test-clock`; what became due has been done then."""
        path = self.options[self.options.index("--test-clock") + 1]
        with socket.socket(socket.AF_UNIX) as clock, clock.makefile("rw") as line:
            clock.settimeout(30 * PATIENCE)
            clock.connect(path)
            line.write(json.dumps({"advance": seconds}) + "\n")
            line.flush()
            assert "now" in json.loads(line.readline())

    def rows(self, query: str, *values: str) -> list[Any]:
        """What the database holds, for what no page shows."""
        file = next(self.data.glob("*.sqlite3"))
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
            return database.execute(query, values).fetchall()

    def audited(self, subject: str) -> list[tuple[str, dict[str, Any]]]:
        """Lines of the audit log about something, oldest first: what was done, and its details."""
        lines = self.rows("select action, details from audit_auditevent where subject = ? order by id", subject)
        return [(action, json.loads(details)) for action, details in lines]

    def stop(self) -> int:
        return self.program.stop()

    def start_again(self) -> None:
        self.program = self._launch()
        self.facts = self.program.ready()

    # People with accounts.

    def first_administrator(self, *, name: str = "Ada Admin", email: str = "ada@example.org") -> "Account":
        """Uses the one-time link of the first start."""
        token = str(self.facts["setup_url"]).split("#", 1)[1]
        account = Account(self, email, name)
        account.csrf = account.get("session")["csrf_token"]
        answer = account.post("setup", token=token, name=name, email=email, password=PASSWORD)
        account.csrf = answer["csrf_token"]
        return account

    def account(self, *, name: str, email: str) -> "Account":
        """Invites somebody as an operator does; they accept at once."""
        link = next(word for word in self.command("accounts", "invite", email).split() if "/invitation#" in word)
        account = Account(self, email, name)
        account.csrf = account.get("session")["csrf_token"]
        answer = account.post("invitations/accept", token=link.split("#", 1)[1], name=name, password=PASSWORD)
        account.csrf = answer["csrf_token"]
        return account

    def guest(self, name: str) -> "Guest":
        return Guest(self, name)


class Visitor:
    """Somebody who speaks to the API. Raises httpx.HTTPStatusError for what is refused."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.ticket: str | None = None
        self.csrf: str | None = None
        self.http = httpx.Client(
            base_url=product.link("api/v1/"), headers={"Origin": product.url}, timeout=20 * PATIENCE, trust_env=False
        )

    def _headers(self) -> dict[str, str]:
        if self.ticket is not None:
            return {"Authorization": f"Ticket {self.ticket}"}
        return {"X-CSRFToken": self.csrf} if self.csrf else {}

    def request(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        return self.http.request(method, path, json=body, headers=self._headers())

    def get(self, path: str) -> Any:
        return self._answer(self.request("GET", path))

    def post(self, path: str, **body: Any) -> Any:
        return self._answer(self.request("POST", path, body))

    def patch(self, path: str, **body: Any) -> Any:
        return self._answer(self.request("PATCH", path, body))

    @staticmethod
    def _answer(response: httpx.Response) -> Any:
        response.raise_for_status()
        return response.json() if response.content else None

    def problem(self, method: str, path: str, body: dict[str, Any] | None = None) -> str:
        """The error code with which a request is refused."""
        response = self.request(method, path, body)
        assert response.status_code >= 400, f"{method} {path} was not refused: {response.text}"
        return str(response.json()["code"])

    def join(self, code: str, **wishes: Any) -> dict[str, Any]:
        """Asks to enter; keeps the ticket. The answer has `outcome` "entered" or "waiting"."""
        answer: dict[str, Any] = self.post(f"rooms/{code}/join", microphone=False, camera=False, **wishes)
        self.ticket = answer["ticket"]
        return answer


class Account(Visitor):
    """Somebody with an account, signed in."""

    def __init__(self, product: Product, email: str, name: str) -> None:
        super().__init__(product)
        self.email = email
        self.name = name

    def room(self, *, title: str = "", **settings: Any) -> str:
        """A new room's code, with settings such as access="public"."""
        made = self.post("rooms", **({"title": title} if title else {}))
        if settings:
            self.patch(f"rooms/{made['code']}/settings", **settings)
        return str(made["code"])


class Guest(Visitor):
    """Somebody without an account."""

    def __init__(self, product: Product, name: str) -> None:
        super().__init__(product)
        self.name = name

    def ask(self, code: str) -> dict[str, Any]:
        return self.join(code, name=self.name)


class Premises:
    """Products that a test starts; each in a temporary folder, all stopped at the end."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="visio-e2e-")
        self._products: list[Product] = []

    def folder(self, name: str) -> Path:
        path = Path(self._folder.name) / name
        path.mkdir(exist_ok=True)
        return path

    def start(self, *options: str, data: Path | None = None, environment: Mapping[str, str] | None = None) -> Product:
        chosen = data or self.folder(f"data-{len(self._products)}")
        product = Product(chosen, *options, environment=environment)
        self._products.append(product)
        return product

    def program(self, arguments: Sequence[str | Path]) -> Program:
        """`visio` with any arguments, for starts that are to fail."""
        return Program([PROGRAMS / "visio", *arguments])

    def close(self) -> None:
        for product in self._products:
            product.stop()
        self._folder.cleanup()
