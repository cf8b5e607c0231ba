"""Ten people who all send and all receive: time on a core for each packet that the server passes on."""

from dataclasses import dataclass
from statistics import median

from bench import figures, processes
from bench.load import Carried, LoadFailed, carry
from bench.report import Report
from bench.servers import media_servers, name, pid, tokens
from e2e.stock.servers import LiveKitServer

PEOPLE = 10
SECONDS = 12
ROUNDS = 3


@dataclass(frozen=True)
class Turn:
    """One server's turn."""

    carried: Carried
    cpu_s: float
    datagrams: processes.Datagrams

    @property
    def us_per_packet(self) -> float:
        return self.cpu_s * 1e6 / self.carried.packets_forwarded

    @property
    def packets_per_s(self) -> float:
        return self.carried.packets_forwarded / self.carried.seconds


def measure() -> Report:
    """Ten people who all send and all receive: time on a core per forwarded packet, loss, delay."""
    report = Report(
        f"Forwarding: {PEOPLE} people, everybody receives everybody",
        [
            "video",
            "server",
            "packets/s",
            "µs of CPU per packet",
            "cores",
            "received",
            "lost",
            "p50 ms",
            "p99 ms",
            "full s",
        ],
    )
    with media_servers() as servers:
        for layers in (1, 3):
            turns = take_turns(servers, layers, report)
            add_rows(report, layers, turns)
    report.notes += [
        "received: frames of the largest layer, and sound, that came, as a part of all; full: seconds until all came.",
        "Everybody sends 50 Opus packets and 30 pictures a second: 5 packets a picture in one layer, 1, 2 and 5 in"
        " three layers of which the largest is wanted.",
        f"CPU: user and system time of the whole server process over {SECONDS} s, divided by the media packets that"
        " arrived at receivers. Receiving, RTCP, signalling are in it.",
        f"Median of {ROUNDS} turns taken alternately, least and greatest in brackets. Delay: from handing a frame to"
        " the sender's transport to the arrival of its first packet at the receiver, the load's own part included.",
    ]
    return report


def take_turns(servers: list[LiveKitServer], layers: int, report: Report) -> dict[str, list[Turn]]:
    turns: dict[str, list[Turn]] = {name(server): [] for server in servers}
    for number in range(ROUNDS):
        for server in servers:
            try:
                turn = one_turn(server, layers)
            except LoadFailed as problem:
                report.notes.append(f"{name(server)}, {layers} layers, turn {number + 1}: {problem}")
                continue
            turns[name(server)].append(turn)
            print(
                f"  {name(server):10} {layers} layers: {turn.us_per_packet:.1f} µs,"
                f" {turn.packets_per_s:.0f}/s, received {turn.carried.share_received:.1%},"
                f" lost {turn.carried.lost_share:.4%}, full after {turn.carried.settled_after} s,"
                f" {turn.carried.delay_p50_ms:.2f} ms, layers {turn.carried.frames_by_layer},"
                f" all datagrams {turn.datagrams.sent / turn.carried.seconds:.0f}/s",
                flush=True,
            )
    return turns


def one_turn(server: LiveKitServer, layers: int) -> Turn:
    cpu: list[float] = []
    traffic: list[processes.Datagrams] = []

    def look() -> None:
        cpu.append(processes.cpu_s(pid(server)))
        traffic.append(processes.datagrams())

    carried = carry(server.ws, tokens(server, PEOPLE), seconds=SECONDS, layers=layers, on_begin=look, on_end=look)
    return Turn(carried, cpu[1] - cpu[0], traffic[1].since(traffic[0]))


def add_rows(report: Report, layers: int, turns: dict[str, list[Turn]]) -> None:
    video = "one layer" if layers == 1 else "three layers"
    costs: list[float] = []
    for server, taken in turns.items():
        if not taken:
            report.rows.append([video, server, *"–" * 8])
            continue
        costs.append(median(turn.us_per_packet for turn in taken))
        report.rows.append(
            [
                video,
                server,
                f"{median(turn.packets_per_s for turn in taken):,.0f}",
                figures.spread([turn.us_per_packet for turn in taken]),
                f"{median(turn.cpu_s / turn.carried.seconds for turn in taken):.2f}",
                f"{median(turn.carried.share_received for turn in taken):.1%}",
                f"{median(turn.carried.lost_share for turn in taken):.3%}",
                f"{median(turn.carried.delay_p50_ms for turn in taken):.2f}",
                f"{median(turn.carried.delay_p99_ms for turn in taken):.1f}",
                settling([turn.carried.settled_after for turn in taken]),
            ]
        )
    if len(costs) == 2:
        report.rows.append([video, "ratio", "", figures.ratio(*costs), *[""] * 6])


def settling(times: list[float | None]) -> str:
    known = [time for time in times if time is not None]
    return f"{median(known):.0f}" if len(known) == len(times) else "never"
