"""Starting, stopping, and what must not stop it."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from visio.testing.product import PATIENCE_SECONDS, Running, refused, running

pytestmark = pytest.mark.whole

PASSWORD = "wind over seven hills"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


class Visitor:
    """A browser, as far as HTTP goes."""

    def __init__(self, product: Running) -> None:
        self.http = httpx.Client(base_url=product.url, headers={"Origin": product.url}, timeout=PATIENCE_SECONDS)
        self.ticket = ""

    def ask(self, method: str, path: str, body: object = None) -> httpx.Response:
        headers = {"Authorization": f"Ticket {self.ticket}"} if self.ticket else {}
        return self.http.request(method, f"/api/v1/{path}", json=body, headers=headers)

    def set_up(self, product: Running) -> Visitor:
        body = {"token": product.ready["setup_url"].split("#")[1], "name": "Léa", "email": "lea@example.org"}
        made = self.ask("POST", "setup", {**body, "password": PASSWORD}).raise_for_status()
        self.http.headers["X-CSRFToken"] = made.json()["csrf_token"]
        return self

    def new_room(self) -> str:
        return str(self.ask("POST", "rooms", {"title": "Budget"}).raise_for_status().json()["code"])

    def join(self, code: str, name: str | None = None) -> dict[str, Any]:
        answer = self.ask("POST", f"rooms/{code}/join", {"name": name}).raise_for_status().json()
        self.ticket = answer["ticket"]
        return dict(answer)


def test_what_was_made_is_there_after_a_stop_and_a_start(data):
    with running(data) as first:
        assert set(first.ready) == {"event", "url", "listen", "media", "setup_url", "version"}
        assert first.ready["media"]["udp_port"] > 0
        code = Visitor(first).set_up(first).new_room()
        assert first.stop() == 0
    secrets = (data / "secrets.json").read_text()
    with running(data) as second:
        assert "setup_url" not in second.ready
        assert Visitor(second).ask("GET", f"rooms/{code}").status_code == 200
        assert (data / "secrets.json").read_text() == secrets
        log = second.log.read_text()
    assert "lea@example.org" not in log
    assert "Léa" not in log


def test_what_is_kept_is_kept_private(data):
    with running(data):
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
        for name in ("secrets.json", "visio.sqlite3", "events.sock"):
            assert stat.S_IMODE((data / name).stat().st_mode) == 0o600, name


def test_a_stop_ends_event_streams_and_the_worker(data):
    with running(data) as product:
        lea = Visitor(product).set_up(product)
        code = lea.new_room()
        lea.join(code)
        malik = Visitor(product)
        ticket = malik.join(code, "Malik")["ticket"]
        lines: list[str] = []
        heard = threading.Event()

        def listen() -> None:
            with malik.http.stream(
                "GET", "/api/v1/lobby/events", headers={"Authorization": f"Ticket {ticket}"}, timeout=None
            ) as stream:
                for line in stream.iter_lines():
                    lines.append(line)
                    heard.set()

        listener = threading.Thread(target=listen)
        listener.start()
        assert heard.wait(PATIENCE_SECONDS)
        children = [_worker(product.process.pid)]
        product.process.send_signal(signal.SIGINT)
        assert product.process.wait(PATIENCE_SECONDS) == 0
        listener.join(PATIENCE_SECONDS)
        assert not listener.is_alive()
    assert lines[0] == "event: request"
    assert json.loads(lines[1].removeprefix("data: "))["state"] == "waiting"
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _worker(pid: int) -> int:
    """The worker: started beside the announcement that the product is ready, so it may be there a moment later."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (children := _children(pid)):
        assert time.monotonic() < deadline, "no worker was started"
        time.sleep(0.05)
    [worker] = children
    return worker


def test_the_worker_ends_when_the_product_is_killed(data):
    with running(data) as product:
        watch = os.pidfd_open(_worker(product.process.pid))
        product.process.kill()
        import select

        assert select.select([watch], [], [], PATIENCE_SECONDS)[0]
        os.close(watch)


def test_a_thousand_requests_at_the_door_leave_the_host_able_to_answer(data):
    with running(data) as product:
        lea = Visitor(product).set_up(product)
        code = lea.new_room()
        call = lea.join(code)["call"]["id"]

        def knock(number: int) -> str:
            answer = httpx.post(
                f"{product.url}/api/v1/rooms/{code}/join",
                json={"name": f"Guest {number}"},
                headers={"Origin": product.url},
                timeout=None,  # a thousand at once on a busy machine: how long is a matter for bench/
            )
            body = answer.json()
            return str(body.get("outcome") or body["code"])

        with ThreadPoolExecutor(16) as crowd:
            outcomes = list(crowd.map(knock, range(1_000)))
        assert {outcome: outcomes.count(outcome) for outcome in set(outcomes)} == {"waiting": 200, "lobby-full": 800}
        assert lea.ask("GET", f"calls/{call}/state").json()["waiting_count"] == 200
        assert lea.ask("POST", f"calls/{call}/lobby/refuse-all").json() == {"count": 200}


def test_the_clock_of_tests_moves_everything(data, tmp_path):
    path = tmp_path / "clock"
    with running(data, "--test-clock", str(path)) as product:
        lea = Visitor(product).set_up(product)
        code = lea.new_room()
        lea.join(code)
        malik = Visitor(product)
        malik.join(code, "Malik")
        with socket.socket(socket.AF_UNIX) as clock:
            clock.connect(str(path))
            clock.sendall(b'{"advance": 601}\n')
            assert "now" in json.loads(clock.makefile().readline())
        assert malik.ask("DELETE", "lobby/request").json()["code"] == "ticket-invalid"


def test_two_products_do_not_share_a_folder(data):
    with running(data):
        code, said = refused(data)
    assert (code, said.count("\n")) == (2, 1)
    assert "Another Visio" in said


def test_a_port_in_use_is_told_in_a_sentence(data):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, said = refused(data, "--port", str(port))
    assert code == 2
    assert (
        said
        == f"visio: Port {port} of 127.0.0.1 is in use: stop the other program, or choose another port with --port.\n"
    )


def test_a_media_port_in_use_is_told_in_a_sentence(data):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("0.0.0.0", 0))
        port = taken.getsockname()[1]
        code, said = refused(data, "--udp-port", str(port))
    assert code == 2
    assert str(port) in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--port", "eighty"], "--port"),
        (["--public-url", "visio"], "--public-url"),
        (["--tls-cert", "/nowhere"], "--tls-key"),
        (["--bind", "192.0.2.77"], "--bind"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence(data, arguments, named):
    code, said = refused(data, *arguments)
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith(f"visio: {named}: ")


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path):
    # For root every folder can be written, so one is taken in which nobody can make anything.
    code, said = (
        refused(Path("/proc/visio-data"), "--bind", "127.0.0.1") if os.geteuid() == 0 else refused(_sealed(tmp_path))
    )
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith("visio: The data folder ")


def _sealed(folder: Path) -> Path:
    folder.chmod(0o500)
    return folder / "data"


def test_a_file_in_the_place_of_the_folder_is_told_in_a_sentence(tmp_path):
    (tmp_path / "data").write_text("")
    code, said = refused(tmp_path / "data")
    assert code == 2
    assert "is not a folder" in said


def test_a_database_that_does_not_answer_is_told_without_its_password(data):
    code, said = refused(data, DATABASE_URL="postgresql://visio:s3cret@127.0.0.1:1/visio")
    assert code == 2
    assert "DATABASE_URL" in said
    assert "s3cret" not in said


def test_headers_of_a_proxy_are_believed_only_where_it_was_named(data):
    sent = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}
    with running(data) as product:
        answer = httpx.get(f"{product.url}/", headers=sent, timeout=PATIENCE_SECONDS)
        assert "strict-transport-security" not in answer.headers
    with running(data, "--trusted-proxy", "127.0.0.1", "--public-url", "https://visio.example.org") as product:
        port = product.ready["listen"][0].rsplit(":", 1)[1]
        answer = httpx.get(
            f"http://127.0.0.1:{port}/", headers={**sent, "Host": "visio.example.org"}, timeout=PATIENCE_SECONDS
        )
        assert "strict-transport-security" in answer.headers
        assert product.ready["setup_url"].startswith("https://visio.example.org/setup#")


def test_the_accounts_command_prints_a_link_that_works(data):
    import subprocess
    import sys

    from visio.testing.product import environment

    with running(data) as product:
        Visitor(product).set_up(product)
        done = subprocess.run(
            [sys.executable, "-m", "visio.cli", "accounts", "invite", "malik@example.org", "--data", str(data)],
            capture_output=True,
            text=True,
            env=environment(),
            check=True,
            cwd=data.parent,
        )
        address, token = done.stdout.strip().split("/invitation#")
        assert address == product.url, "it leads to the server that runs, whatever the command's own options say"
        looked = Visitor(product).ask("POST", "invitations/look", {"token": token})
        assert looked.json() == {"email": "malik@example.org"}
