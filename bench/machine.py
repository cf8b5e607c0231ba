"""The machine that figures were taken on, and what ran on it."""

import os
import platform
import subprocess
from functools import cache
from pathlib import Path

from e2e.chromium import EXECUTABLE
from e2e.stock.servers import stock_program

ROOT = Path(__file__).resolve().parent.parent


def load() -> float:
    """Processes that ran or waited for a core, mean of the last minute."""
    return os.getloadavg()[0]


def scheduling() -> str:
    """How the kernel shares cores with the rest of the machine: figures of a busy machine need to say it."""
    if os.sched_getscheduler(0) in (os.SCHED_RR, os.SCHED_FIFO):
        return "a real-time scheduling class for everything measured: other work on the machine did not take its cores"
    return "ordinary scheduling"


@cache
def describe() -> str:
    facts = dict(line.split(":", 1) for line in Path("/proc/cpuinfo").read_text().split("\n") if ":" in line)
    model = next((value.strip() for key, value in facts.items() if key.strip() == "model name"), platform.machine())
    memory = next(line for line in Path("/proc/meminfo").read_text().split("\n") if line.startswith("MemTotal"))
    gigabytes = int(memory.split()[1]) / 1024 / 1024
    kernel = platform.release().split("-")[0]
    return (
        f"{os.cpu_count()} cores ({model}), {gigabytes:.0f} GB, Linux {kernel}; server and clients on the same machine"
    )


@cache
def versions() -> str:
    parts = [f"Visio {commit()}", f"Python {platform.python_version()}", first_line(EXECUTABLE, "--version")]
    stock = stock_program()
    if stock is not None:
        parts.append(f"LiveKit {first_line(stock, '--version').split()[-1]}")
    return ", ".join(parts)


def commit() -> str:
    return first_line("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD") or "without a repository"


def first_line(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    except OSError:
        return ""
    return (done.stdout.strip().split("\n") or [""])[0].strip()
