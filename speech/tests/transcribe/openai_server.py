"""A server with OpenAI's routes that tests can tell how to behave. Listens on this machine only, on a free port."""

from __future__ import annotations

import email.parser
import email.policy
import io
import json
import threading
import wave
from collections.abc import Callable, Generator
from contextlib import contextmanager
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

import numpy as np
from visio_speech.audio import SAMPLE_RATE, from_pcm16

Answer = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


class OpenAiDouble:
    """`requests` are the forms or bodies that came, with the path and the key. `answer` may be replaced."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.answer: Answer = heard_as_words
        self.released = threading.Event()
        self.url = ""

    def received(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", "0")))
        kind = handler.headers.get("Content-Type", "")
        request = form(kind, body) if kind.startswith("multipart/") else json.loads(body)
        request |= {"path": handler.path, "key": handler.headers.get("Authorization", "")}
        self.requests.append(request)
        self.answer(handler, request)

    def drip(self, handler: BaseHTTPRequestHandler, _request: dict[str, Any]) -> None:
        """An answer that never ends, byte by byte."""
        handler.send_response(200)
        handler.end_headers()
        while not self.released.wait(0.02):
            try:
                handler.wfile.write(b" ")
            except OSError:
                return

    def redirect(self, handler: BaseHTTPRequestHandler, _request: dict[str, Any]) -> None:
        """An answer that leads to another address."""
        handler.send_response(307)
        handler.send_header("Location", self.url + "/elsewhere")
        handler.send_header("Content-Length", "0")
        handler.end_headers()


@contextmanager
def openai_server() -> Generator[OpenAiDouble]:
    double = OpenAiDouble()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            double.received(self)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name of the base class)
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    double.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield double
    finally:
        double.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def form(kind: str, body: bytes) -> dict[str, Any]:
    """Fields of a multipart form; a file is its bytes."""
    parser = email.parser.BytesParser(EmailMessage, policy=email.policy.HTTP)
    message = parser.parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    fields: dict[str, Any] = {}
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = cast(bytes, part.get_payload(decode=True))
        fields[name] = content if part.get_filename() else content.decode()
    return fields


def send(handler: BaseHTTPRequestHandler, answer: Any, *, status: int = 200) -> None:
    data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


def heard_as_words(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
    """One word for each second that is not silent, as a Whisper server would tell it."""
    with wave.open(io.BytesIO(request["file"])) as file:
        assert file.getframerate() == SAMPLE_RATE
        pcm = from_pcm16(file.readframes(file.getnframes()))
    words: list[dict[str, Any]] = [
        {"word": f" word{at}", "start": float(at), "end": min(at + 1.0, len(pcm) / SAMPLE_RATE)}
        for at in range(-(-len(pcm) // SAMPLE_RATE))
        if np.any(np.abs(pcm[at * SAMPLE_RATE : (at + 1) * SAMPLE_RATE]) > 0.001)
    ]
    text = "".join(word["word"] for word in words).strip()
    segments = [{"start": words[0]["start"], "end": words[-1]["end"], "text": text}] if words else []
    send(handler, {"language": "english", "text": text, "segments": segments, "words": words})
