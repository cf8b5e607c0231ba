"""What Chromium really loads: script of the home page, and of the way into a call."""

import gzip
from dataclasses import dataclass, field

from playwright.sync_api import Response

from bench.browser import chromium, person
from bench.premises import running_product
from bench.report import Report
from e2e.chromium import ChromiumPerson
from e2e.media import LEA, MALIK
from e2e.meeting import enter, sign_in

LIMITS_KB = {"home, signed out": 90, "home, signed in": 90, "link to connected, as a guest": 250}


@dataclass
class Loaded:
    """What one page has loaded so far."""

    responses: list[Response] = field(default_factory=list[Response])

    def listen(self, someone: ChromiumPerson) -> "Loaded":
        someone.page.on("response", lambda response: self.responses.append(response))
        return self

    def scripts(self) -> list[tuple[str, int, int]]:
        """Each script once: its file name, its size packed by gzip -9, and as it came over the wire (bytes)."""
        found: dict[str, tuple[str, int, int]] = {}
        for response in self.responses:
            if "javascript" in response.headers.get("content-type", ""):
                packed = len(gzip.compress(response.body(), 9, mtime=0))
                wire = response.request.sizes()["responseBodySize"]
                found[response.url] = (response.url.rsplit("/", 1)[-1], packed, wire)
        return sorted(found.values(), key=lambda script: -script[1])


def measure() -> Report:
    """What Chromium really loads: script of the home page, and of the way into a call."""
    report = Report(
        "JavaScript that is loaded",
        ["page", "files", "gzip kB", "over the wire kB", "limit kB (gzip)", "largest files"],
    )
    with running_product() as (product, account), chromium() as browser:
        stranger = person(browser, MALIK)
        seen = Loaded().listen(stranger)
        stranger.open(product.url)
        stranger.page.wait_for_load_state("networkidle")
        add_row(report, "home, signed out", seen)

        known = person(browser, LEA)
        sign_in(known, account)
        seen = Loaded().listen(known)
        known.open(product.url)
        known.has("button", "New meeting")
        known.page.wait_for_load_state("networkidle")
        add_row(report, "home, signed in", seen)

        code = account.room(access="public")
        enter(known, product, code)
        guest = person(browser, MALIK)
        seen = Loaded().listen(guest)
        enter(guest, product, code, name=MALIK.name)
        add_row(report, "link to connected, as a guest", seen)
    report.notes.append(
        "kB of 1,000 bytes. Every script that the page asked for, each packed by gzip -9. Over the wire: as"
        " Chromium got it, brotli, without what it had in its cache."
    )
    return report


def add_row(report: Report, page: str, seen: Loaded) -> None:
    scripts = seen.scripts()
    largest = ", ".join(f"{name} {packed / 1000:.1f}" for name, packed, _ in scripts[:3])
    packed, wire = sum(script[1] for script in scripts), sum(script[2] for script in scripts)
    report.rows.append(
        [page, str(len(scripts)), f"{packed / 1000:.1f}", f"{wire / 1000:.1f}", str(LIMITS_KB[page]), largest]
    )
