"""What the kernel says of processes: time on a core and memory. `/proc` only: see proc(5)."""

import os
from dataclasses import dataclass
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            parent = _stat(int(entry.name))
            if parent:
                children.setdefault(int(parent[1]), []).append(int(entry.name))
    found: list[int] = []
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting.extend(children.get(one, []))
    return found


def cpu_s(pid: int) -> float:
    """Seconds on a core so far, user and system, all threads."""
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S


def resident_mb(pid: int) -> float:
    """Resident memory in MB (10⁶ bytes), pages shared with others included."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES / 1e6


@dataclass(frozen=True)
class Datagrams:
    """UDP datagrams of this network so far, both families."""

    received: int
    sent: int

    def since(self, before: "Datagrams") -> "Datagrams":
        return Datagrams(self.received - before.received, self.sent - before.sent)


def datagrams() -> Datagrams:
    names, values = [
        line.split()[1:] for line in Path("/proc/self/net/snmp").read_text().split("\n") if line.startswith("Udp:")
    ]
    udp = dict(zip(names, map(int, values), strict=True))
    udp6 = dict(line.split() for line in Path("/proc/self/net/snmp6").read_text().strip().split("\n"))
    return Datagrams(
        udp["InDatagrams"] + int(udp6.get("Udp6InDatagrams", 0)),
        udp["OutDatagrams"] + int(udp6.get("Udp6OutDatagrams", 0)),
    )


def _stat(pid: int) -> list[str]:
    """The fields of `stat` behind the name; the first is the state. Empty when the process has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
