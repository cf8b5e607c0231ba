"""Start and stop of `visio serve`: an empty folder, then the same folder again."""

import time

from bench import figures
from bench.report import Report
from e2e.product import Premises, Product

ROUNDS = 3


def measure() -> Report:
    """Start and stop of `visio serve`: an empty folder, then the same folder again."""
    report = Report("Start and stop of `visio serve`", ["what", "s (least–greatest)", "limit s"])
    first: list[float] = []
    second: list[float] = []
    stops: list[float] = []
    premises = Premises()
    try:
        for number in range(ROUNDS):
            folder = premises.folder(f"start-{number}")
            for times in (first, second):
                began = time.monotonic()
                product = Product(folder)
                times.append(time.monotonic() - began)
                stops.append(stop(product))
                print(f"  ready after {times[-1]:.2f} s, stopped after {stops[-1]:.2f} s", flush=True)
    finally:
        premises.close()
    for what, values, limit in (("first start", first, "–"), ("second start", second, "5"), ("stop", stops, "3")):
        report.rows.append([what, figures.spread(values, ".2f"), limit])
    report.notes.append(
        f"From starting the program to its ready line; {ROUNDS} folders. The first start makes database and secrets."
    )
    return report


def stop(product: Product) -> float:
    began = time.monotonic()
    code = product.stop()
    if code != 0:
        raise RuntimeError(f"visio serve ended with {code}")
    return time.monotonic() - began
