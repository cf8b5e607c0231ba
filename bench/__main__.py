"""Measures Visio, side by side with a stock LiveKit server where one is installed.

    python -m bench                    everything (about an hour, half of it `hour` and `transcripts`)
    python -m bench forwarding memory  some of it
    python -m bench --list             what there is
    python -m bench --keep forwarding  also writes the table to bench/results

Each scenario prints a table with the machine, the versions and the command, and writes it to bench/output.
Runs in a network of its own, as the browser tests do. A figure is worth as much as the machine was quiet: the load
of the machine before and after is part of every table.
"""

import argparse
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from bench import preparation
from bench.report import Report
from bench.scenarios import (
    captions,
    connect,
    forwarding,
    hour,
    join,
    memory,
    player,
    recording,
    start,
    transcripts,
    weight,
)
from e2e import network

FOLDER = Path(__file__).parent
SCENARIOS: dict[str, Callable[[], Report]] = {
    "captions": captions.measure,
    "connect": connect.measure,
    "forwarding": forwarding.measure,
    "hour": hour.measure,
    "join": join.measure,
    "memory": memory.measure,
    "player": player.measure,
    "recording": recording.measure,
    "start": start.measure,
    "transcripts": transcripts.measure,
    "weight": weight.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures Visio.")
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(SCENARIOS))
    parser.add_argument("--keep", action="store_true", help="also write the tables to bench/results")
    parser.add_argument("--list", action="store_true", help="print the names of the scenarios")
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(f"{name:12} {summary(scenario)}" for name, scenario in SCENARIOS.items()))
        return 0
    unknown = sorted(set(arguments.names) - set(SCENARIOS))
    if unknown:
        parser.error(f"there is no scenario {', '.join(unknown)}")
    chosen = arguments.names or list(SCENARIOS)
    # Whoever stops the benchmark stops the servers that it has started.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    # What comes from a registry comes before the network is left.
    preparation.prepare(chosen)
    network.isolate()
    return 1 if [name for name in chosen if not run(name, keep=arguments.keep)] else 0


def run(name: str, *, keep: bool) -> bool:
    """Runs one scenario; false when it failed. The others go on."""
    print(f"\n{name}: {summary(SCENARIOS[name])}", flush=True)
    try:
        report = SCENARIOS[name]()
    except Exception:
        # The outermost edge: one scenario that cannot be measured does not take the others with it.
        traceback.print_exc()
        return False
    report.command = f"python -m bench {name}"
    report.write(FOLDER / "output" / f"{name}.md")
    if keep:
        report.write(FOLDER / "results" / f"{name}.md")
    print(f"\n{report.text()}", flush=True)
    return True


def summary(scenario: Callable[[], Report]) -> str:
    """The first line of what the scenario says of itself."""
    return (scenario.__doc__ or "").strip().split("\n")[0]


if __name__ == "__main__":
    sys.exit(main())
