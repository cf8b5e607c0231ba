"""Networks of the tests' own.

`isolate()` moves the whole test session into a fresh network namespace with one address besides loopback, so that
nothing depends on the machine's interfaces, nothing else is touched, and a request to a third party cannot succeed.
A `Line` is a further namespace, joined to it by a cable that a test can cut for UDP and TCP apart.
"""

import ctypes
import itertools
import os
import subprocess
from pathlib import Path

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000

ADDRESS = "10.77.0.1"
_numbers = itertools.count(1)


class NoNetworkError(RuntimeError):
    """This machine does not let the tests make a network of their own."""


def isolate() -> None:
    """Puts this process, and all that it starts from now on, into a network of its own.

    Works as root, and elsewhere where unprivileged user namespaces are allowed; raises NoNetworkError otherwise.
    Call it before any thread is started: a namespace belongs to a thread and is inherited by what it starts.
    """
    user, group = os.getuid(), os.getgid()
    flags = CLONE_NEWNET if user == 0 else CLONE_NEWNET | CLONE_NEWUSER
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(flags) != 0:
        raise NoNetworkError(os.strerror(ctypes.get_errno()))
    if user != 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    _run("ip", "link", "set", "lo", "up")
    # A cable with both ends here gives the machine an address that is not loopback, as any real one has.
    _run("ip", "link", "add", "house0", "type", "veth", "peer", "name", "house1")
    _run("ip", "address", "add", f"{ADDRESS}/24", "dev", "house0")
    _run("ip", "link", "set", "house0", "up")
    _run("ip", "link", "set", "house1", "up")
    # It leads nowhere. Firefox finds its own address by asking which one the default route uses.
    _run("ip", "route", "add", "default", "via", "10.77.0.254")
    Path("/proc/sys/net/ipv4/ip_forward").write_text("0")


class Line:
    """A place with a network of its own, joined to the server's by one cable.

    What listens on 127.0.0.1:`port` of the session is found at the same address from the line: browsers give camera
    and microphone to localhost only. The port's traffic crosses the cable as real TCP.
    """

    def __init__(self, port: int) -> None:
        number = next(_numbers)
        self.port = port
        self.near, self.far = f"10.77.{number}.1", f"10.77.{number}.2"
        self._holder = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "sh", "-c", "echo ready; exec sleep infinity"],
            stdout=subprocess.PIPE,
        )
        assert self._holder.stdout is not None
        self._holder.stdout.readline()
        outer, inner = f"line{number}", f"line{number}p"
        _run("ip", "link", "add", outer, "type", "veth", "peer", "name", inner, "netns", str(self._holder.pid))
        _run("ip", "address", "add", f"{self.near}/30", "dev", outer)
        _run("ip", "link", "set", outer, "up")
        Path(f"/proc/sys/net/ipv4/conf/{outer}/route_localnet").write_text("1")
        self._here = outer
        arriving = ["PREROUTING", "-i", outer, "-p", "tcp", "--dport", str(port)]
        _run("iptables", "-w", "-t", "nat", "-A", *arriving, "-j", "DNAT", "--to-destination", f"127.0.0.1:{port}")
        self._arriving = arriving
        self.run("ip", "link", "set", "lo", "up")
        self.run("ip", "address", "add", f"{self.far}/30", "dev", inner)
        self.run("ip", "link", "set", inner, "up")
        self.run("ip", "route", "add", "default", "via", self.near)
        self.run("sysctl", "-qw", "net.ipv4.conf.all.route_localnet=1")
        leaving = ["OUTPUT", "-d", "127.0.0.1", "-p", "tcp", "--dport", str(port)]
        self.run("iptables", "-w", "-t", "nat", "-A", *leaving, "-j", "DNAT", "--to-destination", f"{self.near}:{port}")
        self.run("iptables", "-w", "-t", "nat", "-A", "POSTROUTING", "-o", inner, "-j", "MASQUERADE")

    @property
    def prefix(self) -> tuple[str, ...]:
        """Put before a command, runs it at this place."""
        return ("nsenter", f"--net=/proc/{self._holder.pid}/ns/net", "--")

    def run(self, *command: str) -> None:
        _run(*self.prefix, *command)

    def program(self, executable: str, folder: Path) -> str:
        """A program file that starts `executable` at this place."""
        path = folder / f"{Path(executable).name}-{self.far}"
        path.write_text(f'#!/bin/sh\nexec {" ".join(self.prefix)} {executable} "$@"\n')
        path.chmod(0o755)
        return str(path)

    def cut_udp(self) -> None:
        """From now on no UDP packet passes, either way, and nobody is told."""
        for chain in ("INPUT", "OUTPUT"):
            self.run("iptables", "-w", "-I", chain, "!", self._loopback(chain), "lo", "-p", "udp", "-j", "DROP")

    def cut_tcp(self) -> None:
        """From now on no packet of the product's TCP connections passes."""
        self.run("iptables", "-w", "-I", "OUTPUT", "-p", "tcp", "--dport", str(self.port), "-j", "DROP")
        self.run("iptables", "-w", "-I", "INPUT", "-p", "tcp", "--sport", str(self.port), "-j", "DROP")

    def mend(self) -> None:
        """Lifts all cuts."""
        for chain in ("INPUT", "OUTPUT"):
            self.run("iptables", "-w", "-F", chain)

    def close(self) -> None:
        self._holder.kill()
        self._holder.wait()
        nat = ["iptables", "-w", "-t", "nat", "-D", *self._arriving]
        subprocess.run([*nat, "-j", "DNAT", "--to-destination", f"127.0.0.1:{self.port}"], check=False)

    @staticmethod
    def _loopback(chain: str) -> str:
        return "-i" if chain == "INPUT" else "-o"


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NoNetworkError(f"{' '.join(command)}: {done.stderr.strip()}")
