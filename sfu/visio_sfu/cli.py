"""`visio-sfu`: the media server alone."""

import argparse
import asyncio
import errno
import ipaddress
import json
import logging
import signal
import socket
import sys
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Final

import uvicorn
from jwt.warnings import InsecureKeyLengthWarning

from visio_sfu.errors import StartRefused
from visio_sfu.options import DEVELOPMENT_KEYS, HTTP_PORT, LOOPBACK, UDP_PORT, MediaOptions
from visio_sfu.serve import UVICORN_OPTIONS, MediaServer

EXIT_REFUSED: Final = 2
BACKLOG: Final = 2048


@dataclass(frozen=True, slots=True)
class Settings:
    """What the command line says."""

    port: int
    bind: tuple[str, ...]
    log_level: str
    media: MediaOptions


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs until SIGINT or SIGTERM. A setting that cannot work stops the start with one sentence and exit code 2."""
    try:
        settings = parse(arguments)
        logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
        # The HTTP client tells each address it asks.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        asyncio.run(_run(settings))
    except StartRefused as refused:
        print(refused, file=sys.stderr)  # noqa: T201 - the sentence is for whoever typed the command
        return EXIT_REFUSED
    return 0


def parse(arguments: Sequence[str] | None) -> Settings:
    """Raises StartRefused with a sentence."""
    given = _parser().parse_args(arguments)
    keys = _keys(given.keys)
    if given.dev:
        # The secret everybody knows is short too; no need to say so at each token.
        warnings.filterwarnings("ignore", category=InsecureKeyLengthWarning)
        keys = {**DEVELOPMENT_KEYS, **keys}
    if not keys:
        raise StartRefused("No API key is set. Give one as --keys NAME:SECRET, or use --dev for devkey and secret.")
    for name, addresses in (
        ("--media-bind", given.media_bind),
        ("--advertise", given.advertise),
        ("--bind", given.bind),
    ):
        _check_addresses(name, addresses)
    media = MediaOptions(
        keys=keys,
        udp_port=_port("--udp-port", given.udp_port),
        media_bind=tuple(given.media_bind),
        advertised=tuple(given.advertise),
        webhooks=tuple(given.webhook),
    )
    _check_urls(given.webhook)
    return Settings(_port("--port", given.port), tuple(given.bind) or LOOPBACK, given.log_level, media)


class _Parser(argparse.ArgumentParser):
    """One sentence instead of usage and exit."""

    def error(self, message: str) -> None:  # type: ignore[override]
        raise StartRefused(f"{message[:1].upper()}{message[1:]}. See visio-sfu --help.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="visio-sfu", description="A media server that speaks the LiveKit protocol.")
    parser.add_argument("--dev", action="store_true", help="accept the key devkey with the secret secret")
    parser.add_argument("--port", default=str(HTTP_PORT), help=f"HTTP port, 0 for a free one (default {HTTP_PORT})")
    parser.add_argument("--udp-port", default=str(UDP_PORT), help=f"media port, 0 for a free one (default {UDP_PORT})")
    parser.add_argument(
        "--bind", action="append", default=[], help="address for HTTP (default 127.0.0.1 and ::1); repeat for more"
    )
    parser.add_argument(
        "--media-bind", action="append", default=[], help="address for media (default: all); repeat for more"
    )
    parser.add_argument(
        "--advertise",
        action="append",
        default=[],
        help="address offered to clients (default: the machine's own); repeat for more",
    )
    parser.add_argument(
        "--keys", action="append", default=[], metavar="NAME:SECRET", help="an API key; repeat for more"
    )
    parser.add_argument(
        "--webhook", action="append", default=[], metavar="URL", help="receiver of notices; repeat for more"
    )
    parser.add_argument("--log-level", choices=["debug", "info", "warning", "error"], default="info")
    return parser


def _keys(given: Sequence[str]) -> dict[str, str]:
    keys: dict[str, str] = {}
    for pair in given:
        name, separator, secret = pair.partition(":")
        if not (name.strip() and separator and secret.strip()):
            raise StartRefused("An API key must look like NAME:SECRET.")
        keys[name.strip()] = secret.strip()
    return keys


def _port(option: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65_536):
        raise StartRefused(f"{option} must be a number from 0 to 65535, not {text!r}.")
    return int(text)


def _check_addresses(option: str, addresses: Sequence[str]) -> None:
    for address in addresses:
        try:
            ipaddress.ip_address(address)
        except ValueError:
            raise StartRefused(f"{option} must be an IP address such as 192.0.2.7, not {address!r}.") from None


def _check_urls(urls: Sequence[str]) -> None:
    for url in urls:
        if not url.startswith(("http://", "https://")):
            raise StartRefused("--webhook must be a URL that begins with http:// or https://.")


# ---- running


async def _run(settings: Settings) -> None:
    sockets = open_sockets(settings.bind, settings.port)
    server = MediaServer(settings.media)
    http = uvicorn.Server(uvicorn.Config(server.app, lifespan="off", timeout_graceful_shutdown=1, **UVICORN_OPTIONS))
    # uvicorn's own handlers would raise the signal again at the end; the signals are ours.
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    try:
        await server.start()
        serving = asyncio.create_task(http._serve(sockets))  # pyright: ignore[reportPrivateUsage] - the public `serve` takes the signals
        _say_ready(server, sockets)
        waiting = asyncio.create_task(stopped.wait())
        await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        await server.stop()
        http.should_exit = True
        await serving
    finally:
        await server.stop()
        for listening in sockets:
            listening.close()


def open_sockets(addresses: Sequence[str], port: int) -> list[socket.socket]:
    """One listening socket for each address, all on one port. Of the two loopback addresses one may be missing.
    Raises StartRefused."""
    sockets: list[socket.socket] = []
    for address in addresses:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            if family == socket.AF_INET6:
                listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listening.bind((address, port if not sockets else sockets[0].getsockname()[1]))
            listening.listen(BACKLOG)
            listening.setblocking(False)
        except OSError as error:
            listening.close()
            if sockets and address == LOOPBACK[1]:
                continue
            for opened in sockets:
                opened.close()
            raise StartRefused(_bind_sentence(address, port, error)) from error
        sockets.append(listening)
    return sockets


def _bind_sentence(address: str, port: int, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {port} on {address} is in use. Choose another one with --port, or 0 for a free one."
        case errno.EACCES:
            return f"Port {port} needs more rights than this process has. Choose one from 1024 up with --port."
        case errno.EADDRNOTAVAIL:
            return f"{address} is not an address of this machine. Choose another one with --bind."
        case _:
            return f"Port {port} on {address} cannot be opened: {error.strerror}."


def _say_ready(server: MediaServer, sockets: Sequence[socket.socket]) -> None:
    udp_port, addresses = server.media_addresses
    for sentence in warnings_about(addresses):
        print(sentence, file=sys.stderr)  # noqa: T201 - for whoever typed the command
    listen = [_endpoint(opened) for opened in sockets]
    line: Mapping[str, object] = {
        "event": "ready",
        "url": f"http://{listen[0]}",
        "listen": listen,
        "media": {"udp_port": udp_port, "addresses": addresses},
        "version": _version(),
    }
    print(json.dumps(line), flush=True)  # noqa: T201 - the one line others read


def warnings_about(addresses: Sequence[str]) -> list[str]:
    """What the media addresses will not do, in sentences."""
    if all(ipaddress.ip_address(address.partition("%")[0]).is_loopback for address in addresses):
        return [
            "This machine has no network interface besides the loopback: Firefox will not connect to it for media. "
            "Give it another interface, or use another browser."
        ]
    return []


def _endpoint(opened: socket.socket) -> str:
    host, port = opened.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _version() -> str:
    try:
        return version("visio-sfu")
    except PackageNotFoundError:
        return "0.1.0"


if __name__ == "__main__":
    sys.exit(main())
