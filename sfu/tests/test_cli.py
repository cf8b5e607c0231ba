import errno
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from visio_sfu.cli import main, open_sockets, parse, warnings_about
from visio_sfu.errors import StartRefused

ROOT = Path(__file__).resolve().parents[1]


def native_is_built() -> bool:
    try:
        from visio_sfu.media import _native
    except ImportError:
        return False
    return hasattr(_native, "Engine")


needs_native = pytest.mark.skipif(not native_is_built(), reason="the native engine is not built: run make build")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "No API key is set. Give one as --keys NAME:SECRET, or use --dev for devkey and secret."),
        (["--dev", "--port", "70000"], "--port must be a number from 0 to 65535, not '70000'."),
        (["--dev", "--udp-port", "x"], "--udp-port must be a number from 0 to 65535, not 'x'."),
        (["--dev", "--bind", "here"], "--bind must be an IP address such as 192.0.2.7, not 'here'."),
        (
            ["--dev", "--advertise", "a.example"],
            "--advertise must be an IP address such as 192.0.2.7, not 'a.example'.",
        ),
        (["--keys", "name"], "An API key must look like NAME:SECRET."),
        (["--dev", "--webhook", "ftp://x"], "--webhook must be a URL that begins with http:// or https://."),
        (["--dev", "--colour"], "Unrecognized arguments: --colour. See visio-sfu --help."),
        (
            ["--dev", "--bind", "203.0.113.9"],
            "203.0.113.9 is not an address of this machine. Choose another one with --bind.",
        ),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.strip() == sentence


def test_development_settings_are_those_of_livekit() -> None:
    settings = parse(["--dev"])
    assert settings.port == 7880
    assert settings.bind == ("127.0.0.1", "::1")
    assert settings.media.udp_port == 7882
    assert settings.media.keys == {"devkey": "secret"}


def test_a_port_in_use_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartRefused) as refused:
            open_sockets(["127.0.0.1"], port)
    assert (
        str(refused.value)
        == f"Port {port} on 127.0.0.1 is in use. Choose another one with --port, or 0 for a free one."
    )


def test_a_machine_with_only_the_loopback_is_told_about_firefox() -> None:
    assert "Firefox" in warnings_about(["127.0.0.1", "::1"])[0]
    assert not warnings_about(["192.0.2.7", "127.0.0.1"])


def test_a_machine_without_the_second_loopback_serves_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    bind = socket.socket.bind

    def refuse_version_six(self: socket.socket, address: tuple[str, int]) -> None:
        if ":" in address[0]:
            raise OSError(errno.EADDRNOTAVAIL, "no such address")
        bind(self, address)

    monkeypatch.setattr(socket.socket, "bind", refuse_version_six)
    sockets = open_sockets(["127.0.0.1", "::1"], 0)
    assert len(sockets) == 1
    sockets[0].close()


@contextmanager
def running(*arguments: str) -> Generator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """The program with free ports, and what its ready line says."""
    command = [sys.executable, "-m", "visio_sfu.cli", "--dev", "--port", "0", "--udp-port", "0", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, process.stderr.read() if process.stderr else ""
            yield process, json.loads(line)
        finally:
            process.terminate()
            process.wait(60)


@needs_native
def test_the_ready_line_tells_all_addresses_and_nothing_else_is_printed() -> None:
    with running() as (process, ready):
        assert ready["event"] == "ready"
        assert httpx.get(f"{ready['url']}/", trust_env=False, timeout=60).text == "OK"
        media = ready["media"]
        assert media["udp_port"] > 0
        assert "127.0.0.1" in media["addresses"]
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=60)
        assert output == ""
        assert process.returncode == 0


@needs_native
def test_two_servers_run_side_by_side() -> None:
    with running() as (_, first), running() as (_, second):
        assert first["url"] != second["url"]
        for ready in (first, second):
            assert httpx.get(f"{ready['url']}/", trust_env=False, timeout=60).status_code == 200


@needs_native
def test_a_media_port_in_use_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with running() as (_, ready):
        media = ready["media"]
        port = media["udp_port"]
        assert main(["--dev", "--port", "0", "--udp-port", str(port)]) == 2
        assert capsys.readouterr().err.strip().startswith(f"The media port {port} (UDP) is in use.")


@needs_native
def test_no_token_reaches_the_log() -> None:
    with running("--log-level", "debug") as (process, ready):
        httpx.get(f"{ready['url']}/rtc/validate?access_token=hidden-token", trust_env=False, timeout=60)
        httpx.get(f"{ready['url']}/rtc?access_token=hidden-token", trust_env=False, timeout=60)
        process.terminate()
        _, log = process.communicate(timeout=60)
        assert "hidden-token" not in log
