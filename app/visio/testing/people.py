"""People of the tests. Each has a browser of their own and does what people do, over HTTP."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from visio.accounts.models import Account
from visio.calls import webhooks
from visio.calls.models import Participant
from visio.config.clock import now
from visio.engine.base import engine
from visio.engine.scripted import ScriptedEngine
from visio.engine.webhooks import Notice

ORIGIN = "http://testserver"


@dataclass
class Answer:
    """One answer: its status, and its body if that is JSON."""

    status: int
    body: Any

    @property
    def code(self) -> str | None:
        return self.body.get("code") if isinstance(self.body, dict) else None

    def ok(self) -> Any:
        assert self.status < 300, (self.status, self.body)
        return self.body

    def refused(self) -> str:
        """The error's code; fails when there is none."""
        assert self.status >= 400, (self.status, self.body)
        return str(self.body["code"])


@dataclass
class Browser:
    """One browser profile, with cookies. `ticket` is that of its one tab."""

    address: str = "192.0.2.1"
    ticket: str | None = None
    csrf: str | None = None
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: object = None, **headers: str) -> Answer:
        return self.ask("POST", path, {} if body is None else body, **headers)

    def put(self, path: str, body: object) -> Answer:
        return self.ask("PUT", path, body)

    def patch(self, path: str, body: object) -> Answer:
        return self.ask("PATCH", path, body)

    def delete(self, path: str) -> Answer:
        return self.ask("DELETE", path)

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        sent: dict[str, str] = {"Origin": ORIGIN, **headers}
        if self.ticket:
            sent["Authorization"] = f"Ticket {self.ticket}"
        if self.csrf:
            sent["X-CSRFToken"] = self.csrf
        sent = {name: value for name, value in sent.items() if value}
        response = self.client.generic(
            method,
            f"/api/v1/{path}",
            b"" if body is None else json.dumps(body).encode(),
            "application/json",
            headers=sent,
            REMOTE_ADDR=self.address,
        )
        kind = response.headers.get("Content-Type", "")
        content = json.loads(response.content) if "json" in kind and response.content else response.content.decode()
        return Answer(response.status_code, content)


@dataclass
class Person:
    """Somebody with a browser. In a call, `participant`, `call` and `identity` are theirs."""

    name: str
    browser: Browser = field(default_factory=Browser)
    account: Account | None = None
    participant: str = ""
    call: str = ""
    identity: str = ""
    request: str = ""

    def ask(self, method: str, path: str, body: object = None) -> Answer:
        return self.browser.ask(method, path, body)

    def act(self, path: str, body: object = None, *, method: str = "POST") -> Answer:
        """Something in one's own call."""
        return self.browser.ask(method, f"calls/{self.call}/{path}", {} if body is None and method == "POST" else body)

    def state(self) -> Any:
        return self.act("state", method="GET").ok()

    def entrance(self, code: str) -> Any:
        return self.browser.get(f"rooms/{code}").ok()

    def join(self, code: str, **wish: object) -> Answer:
        """Presses *Join*; entering does not connect yet."""
        body: dict[str, object] = {"microphone": True, "camera": True, **wish}
        if self.account is None:
            body.setdefault("name", self.name)
        answer = self.browser.post(f"rooms/{code}/join", body)
        if answer.status == 200:
            self._remember(answer.body)
        return answer

    def enter(self, code: str, **wish: object) -> Person:
        """Joins and connects."""
        answer = self.join(code, **wish)
        assert answer.ok()["outcome"] == "entered", answer.body
        return self.connect()

    def consent(self, code: str, *, accept: bool) -> dict[str, object]:
        """The answer at the door to the recording that the entrance tells of."""
        return {"recording": self.entrance(code)["recording"]["id"], "accept": accept}

    def answer(self, *, accept: bool) -> Answer:
        """One's own answer to the recording that goes on."""
        return self.act("recording/consent", {"recording": self.state()["recording"]["id"], "accept": accept})

    def wait(self, code: str, **wish: object) -> Person:
        """Joins and has to wait."""
        answer = self.join(code, **wish)
        assert answer.ok()["outcome"] == "waiting", answer.body
        return self

    def connect(self) -> Person:
        media = engine()
        assert isinstance(media, ScriptedEngine)
        media.connect(self.call, self.identity)
        webhooks.receive(Notice("participant_joined", self.call, self.identity), media, now())
        return self

    def drop(self, reason: str = "CONNECTION_TIMEOUT") -> None:
        """The engine notices that the connection is gone."""
        webhooks.receive(Notice("participant_left", self.call, self.identity, reason=reason), engine(), now())

    @property
    def row(self) -> Participant:
        return Participant.objects.get(pk=self.participant)

    def _remember(self, body: dict[str, Any]) -> None:
        self.browser.ticket = body["ticket"]
        if body["outcome"] == "entered":
            self.participant = body["participant"]["id"]
            self.call = body["call"]["id"]
            self.identity = body["media"]["identity"]
        else:
            self.request = body["request"]["id"]
