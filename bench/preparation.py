"""What must be there before anything can be measured."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The load program; VISIO_BENCH_LOAD names one that is built already.
LOAD = Path(os.environ.get("VISIO_BENCH_LOAD", ROOT / "sfu" / "target" / "release" / "examples" / "load"))
MODULES = ROOT / "e2e" / "node_modules"


def prepare(names: list[str]) -> None:
    """Builds the load program and installs the stock client, as far as these scenarios need them."""
    if {"forwarding", "memory"} & set(names) and "VISIO_BENCH_LOAD" not in os.environ:
        print("building the load", flush=True)
        build = ["cargo", "build", "--release", "--locked", "--quiet", "-p", "visio-client", "--example", "load"]
        subprocess.run(build, cwd=ROOT / "sfu", check=True)
    if "connect" in names and not (MODULES / "livekit-client").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=ROOT / "e2e", check=True)
