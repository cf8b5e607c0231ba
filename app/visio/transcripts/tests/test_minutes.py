"""Minutes, drafted by a language model on a server that the operator named."""

from __future__ import annotations

import dataclasses
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from visio.config import options
from visio.config.clock import now
from visio.jobs import queue
from visio.jobs.child import RunningJob
from visio.jobs.kinds import JobFailed
from visio.jobs.models import Job
from visio.transcripts.minutes_job import DRAFT

DRAFTED = {
    "summary": [{"text": "The badger is cut.", "lines": [1]}, {"text": "Nothing of the kind.", "lines": [99]}],
    "decisions": [{"text": "It is late.", "lines": [3]}],
    "tasks": [{"text": "Ana asks why it is late.", "owner": "Ana", "due": None, "lines": [3]}],
}


@pytest.fixture
def server(monkeypatch):
    """A server that speaks OpenAI's protocol, named in the settings: `answer` it says, `asked` it heard."""

    class Model(HTTPServer):
        answer = json.dumps({"choices": [{"message": {"content": json.dumps(DRAFTED)}}]})
        status = 200
        asked: list[tuple[str, str, str]]

    class Handler(BaseHTTPRequestHandler):
        server: Model

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.server.asked.append((self.path, self.headers["Authorization"], body))
            self.send_response(self.server.status)
            self.end_headers()
            self.wfile.write(self.server.answer.encode())

        def log_request(self, *_):
            pass

    model = Model(("127.0.0.1", 0), Handler)
    model.asked = []
    thread = threading.Thread(target=model.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{model.server_port}/v1"
    chosen = dataclasses.replace(options.current(), minutes_url=address, minutes_model="m", minutes_key="k")
    monkeypatch.setattr(options, "_current", chosen)
    yield model
    model.shutdown()
    model.server_close()
    thread.join()


@pytest.fixture
def page(owner, recording, text):
    class Page:
        def read(self):
            return owner.browser.get(f"recordings/{recording.pk}/minutes").ok()

        def ask(self):
            return owner.browser.post(f"recordings/{recording.pk}/minutes")

        def correct(self):
            owner.browser.patch(f"recordings/{recording.pk}/transcript/turns/0", {"text": "other words"}).ok()

    return Page()


def work():
    job = queue.claim(now())
    while job is not None and job.kind != "minutes":
        job = queue.claim(now())
    assert job is not None
    try:
        DRAFT.run(RunningJob(job))
    except JobFailed as fault:
        queue.failed(job, now(), code=fault.code)
    else:
        queue.done(job.pk, now())


def test_each_sentence_has_the_time_that_it_stands_on(server, page):
    assert page.ask().ok()["state"] == "queued"
    work()
    minutes = page.read()
    assert (minutes["state"], minutes["outdated"], minutes["language"]) == ("ready", False, "en")
    assert [(one["text"], one["at"]) for one in minutes["summary"]] == [("The badger is cut.", 1.0)]
    assert [(one["text"], one["who"]) for one in minutes["tasks"]] == [("Ana asks why it is late.", "Ana")]
    [(path, key, body)] = server.asked
    assert (path, key) == ("/v1/chat/completions", "Bearer k")
    assert "we cut the badger" in json.loads(body)["messages"][1]["content"]


def test_a_download_holds_the_minutes_too(server, page, owner, recording):
    page.ask().ok()
    work()
    address = f"/api/v1/recordings/{recording.pk}/transcript/export?format=md"
    assert "\n- The badger is cut. \\[0:00:01\\]\n" in owner.browser.client.get(address).content.decode()


def test_without_a_server_it_is_said_and_nothing_is_sent(page):
    assert not page.read()["possible"]
    assert page.ask().refused() == "minutes-impossible"
    assert not Job.objects.filter(kind="minutes").exists()


def test_asking_twice_sends_once(server, page):
    page.ask().ok()
    page.ask().ok()
    assert Job.objects.filter(kind="minutes").count() == 1


def test_a_changed_text_makes_minutes_outdated(server, page):
    page.ask().ok()
    work()
    page.correct()
    assert page.read()["outdated"]


@pytest.mark.parametrize(
    ("status", "answer", "code"),
    [
        (401, "", "speech-engine-refused"),
        (500, "", "speech-engine-unreachable"),
        (200, "not json", "speech-engine-confused"),
        (200, json.dumps({"choices": []}), "speech-engine-confused"),
    ],
)
def test_a_server_that_fails_is_said_and_the_old_minutes_stay(server, page, status, answer, code):
    page.ask().ok()
    work()
    server.status, server.answer = status, answer
    page.ask().ok()
    work()
    minutes = page.read()
    assert (minutes["state"], minutes["why"], len(minutes["decisions"])) == ("ready", code, 1)


def test_a_server_that_is_not_there_is_said(server, page):
    server.shutdown()
    server.server_close()
    page.ask().ok()
    work()
    assert (page.read()["state"], page.read()["why"]) == ("failed", "speech-engine-unreachable")
