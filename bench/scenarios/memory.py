"""Resident memory: `visio serve` with its worker at rest, and what each participant adds."""

import time

from bench import processes
from bench.load import LoadFailed, carry
from bench.premises import running_product
from bench.report import Report
from bench.servers import media_servers, name, pid, tokens
from e2e.product import Account, Product

PEOPLE = 10
SECONDS = 8
# Memory moves for a while after a start; it is at rest when it has not grown for this long.
REST_S = 5.0


def measure() -> Report:
    """Resident memory: `visio serve` with its worker at rest, and what each participant adds."""
    report = Report(
        "Resident memory",
        ["program", "at rest MB", f"with {PEOPLE} people MB", "each participant MB"],
    )
    with running_product() as (product, account):
        measure_product(report, product, account)
    with media_servers() as servers:
        for server in servers:
            before = at_rest([pid(server)])
            during = full(report, server.ws, tokens(server, PEOPLE), [pid(server)], name(server))
            add_row(report, f"{name(server)} alone", before, during)
    report.notes += [
        "MB of 10⁶ bytes, resident set sizes added up: what processes share counts for each. Limit at rest: 250 MB with"
        " the worker.",
        f"{PEOPLE} people who each send Opus and 1.2 Mbit/s of VP8 and receive all others, measured at the end of"
        f" {SECONDS} s.",
    ]
    return report


def measure_product(report: Report, product: Product, account: Account) -> None:
    everything = processes.family(product.program.process.pid)
    before = at_rest(everything)
    parts = ", ".join(f"{processes.resident_mb(one):.0f}" for one in everything)
    report.notes.append(f"`visio serve`: resident set sizes of its processes at rest: {parts} MB.")
    code = account.room()
    media = [media_token(account, code) for _ in range(PEOPLE)]
    during = full(report, media[0]["url"], [one["token"] for one in media], everything, "visio serve")
    add_row(report, "visio serve and worker", before, during)


def media_token(account: Account, code: str) -> dict[str, str]:
    """Lets the account in once more: each device is a participant of its own."""
    media: dict[str, str] = account.join(code, elsewhere="both")["media"]
    # The next device is asked for by the session again, not by this one's ticket.
    account.ticket = None
    return media


def at_rest(pids: list[int]) -> float:
    """Resident memory of these processes once it no longer grows."""
    least_growth, since = total(pids), time.monotonic()
    while time.monotonic() - since < REST_S:
        time.sleep(0.5)
        now = total(pids)
        if now > least_growth * 1.01:
            since = time.monotonic()
        least_growth = now
    return least_growth


def full(report: Report, url: str, people: list[str], pids: list[int], what: str) -> float | None:
    """Resident memory while people meet; nothing, and a note, when they cannot."""
    figure: list[float] = []
    try:
        carry(url, people, seconds=SECONDS, layers=1, on_begin=lambda: None, on_end=lambda: figure.append(total(pids)))
    except LoadFailed as problem:
        report.notes.append(f"{what}: {problem}")
        return None
    print(f"  {what}: {figure[0]:.0f} MB with {len(people)} people", flush=True)
    return figure[0]


def total(pids: list[int]) -> float:
    return sum(processes.resident_mb(one) for one in pids)


def add_row(report: Report, program: str, before: float, during: float | None) -> None:
    cells = ["–", "–"] if during is None else [f"{during:.0f}", f"{(during - before) / PEOPLE:.1f}"]
    report.rows.append([program, f"{before:.0f}", *cells])
