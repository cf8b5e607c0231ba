"""Sockets to listen on, bound before anything else is started."""

from __future__ import annotations

import errno
import socket
from collections.abc import Sequence

from visio.config.printed import shown
from visio.serve.refusal import StartRefused

BACKLOG = 2048

# With port 0 the second address must get the port that the first one was given.
_TRIES = 20


def listen(addresses: Sequence[str], port: int) -> list[socket.socket]:
    """One socket per address, all on the same port. Raises StartRefused.

    `::1` is left out silently where the machine has no IPv6, unless it is the only address.
    """
    for _ in range(_TRIES if port == 0 else 1):
        try:
            return _all(addresses, port)
        except _PortTaken as taken:
            if port != 0:
                raise StartRefused(
                    f"Port {port} of {taken} is in use: stop the other program, or choose another port with --port."
                ) from None
    raise StartRefused("No free port was found on all the addresses of --bind.")


class _PortTaken(Exception):
    pass


def _all(addresses: Sequence[str], port: int) -> list[socket.socket]:
    opened: list[socket.socket] = []
    try:
        for address in addresses:
            chosen = opened[0].getsockname()[1] if opened else port
            bound = _one(address, chosen, optional=address == "::1" and len(addresses) > 1)
            if bound is not None:
                opened.append(bound)
    except BaseException:
        for each in opened:
            each.close()
        raise
    return opened


def _one(address: str, port: int, *, optional: bool) -> socket.socket | None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        bound = socket.socket(family, socket.SOCK_STREAM)
    except OSError as fault:
        if optional:
            return None
        raise StartRefused(f"--bind: {address} cannot be used on this machine ({fault.strerror}).") from None
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind((address, port))
        bound.listen(BACKLOG)
        bound.setblocking(False)
    except OSError as fault:
        bound.close()
        _check_why(address, port, fault, optional=optional)
        return None
    return bound


def _check_why(address: str, port: int, fault: OSError, *, optional: bool) -> None:
    if fault.errno == errno.EADDRINUSE:
        raise _PortTaken(shown(address))
    if fault.errno == errno.EACCES:
        raise StartRefused(f"Port {port} needs more rights than this user has: choose one above 1023 with --port.")
    if optional and fault.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
        return
    raise StartRefused(f"--bind: {address} is not an address of this machine ({fault.strerror}).")
