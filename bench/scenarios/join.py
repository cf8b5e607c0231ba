"""The product in Chromium: from the click on *Join* to the first picture of the host."""

from statistics import median
from typing import Any

from playwright.sync_api import Browser

from bench import figures
from bench.browser import chromium, person
from bench.premises import running_product
from bench.report import Report
from e2e.chromium import ChromiumPerson
from e2e.media import LEA, MALIK
from e2e.meeting import enter, leave, sign_in, turn_on_devices
from e2e.product import Product
from e2e.waiting import until

JOINS = 20

# Notes when the page was last clicked, when it said it was connected, when each person's picture was first shown.
STOPWATCH = """(() => {
  const times = { clicked: 0, connected: 0, frames: {} };
  window.visioBench = times;
  addEventListener("click", (event) => { if (!times.connected) times.clicked = event.timeStamp; }, true);
  const watched = new WeakSet();
  const watch = (video) => {
    watched.add(video);
    const shown = (now) => {
      const who = video.closest("[data-identity]")?.dataset.identity;
      if (who) times.frames[who] ??= now;
      if (!who || !video.isConnected) video.requestVideoFrameCallback(shown);
    };
    video.requestVideoFrameCallback(shown);
  };
  new MutationObserver(() => {
    for (const video of document.querySelectorAll("video")) if (!watched.has(video)) watch(video);
    const connected = document.querySelector('[data-call-state="connected"]');
    if (!times.connected && connected) times.connected = performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-call-state"] });
})()"""


def measure() -> Report:
    """The product in Chromium: from the click on *Join* to the first picture of the host."""
    report = Report(
        f"Click on Join to the first remote picture, {JOINS} times",
        ["until", "p50 ms", "p90 ms", "least–greatest ms"],
    )
    connected: list[float] = []
    frames: list[float] = []
    with running_product() as (product, account), chromium() as browser:
        code = account.room(access="public")
        host = person(browser, LEA)
        sign_in(host, account)
        enter(host, product, code)
        identity = own_identity(host)
        # The first join is not counted: the browser loads decoders and compiles the script.
        for number in range(JOINS + 1):
            times = one_join(browser, product, code, identity)
            if number > 0:
                connected.append(times["connected"] - times["clicked"])
                frames.append(times["frames"][identity] - times["clicked"])
                print(f"  connected {connected[-1]:4.0f} ms, picture {frames[-1]:4.0f} ms", flush=True)
    for what, values in (("connected", connected), ("first picture of the host", frames)):
        report.rows.append(
            [what, f"{median(values):.0f}", f"{figures.share(values, 0.9):.0f}", f"{min(values):.0f}–{max(values):.0f}"]
        )
    report.notes.append(
        "A guest with an empty profile each time, camera and microphone on, in a room that lets guests in; the host is"
        " a page of the same Chromium. Measured in the page: from the click's own time stamp to the frame callback."
    )
    return report


def own_identity(host: ChromiumPerson) -> str:
    return str(until("the host has a tile", lambda: host.attribute("li[data-identity]", "data-identity")))


def one_join(browser: Browser, product: Product, code: str, host: str) -> dict[str, Any]:
    guest = person(browser, MALIK)
    guest.context.add_init_script(STOPWATCH)
    guest.open(product.link(code))
    guest.finds('input[name="name"], input[autocomplete="name"]')
    guest.fill("Your name", MALIK.name)
    turn_on_devices(guest)
    guest.click("button", "Join")
    until(
        "the guest sees the host",
        lambda: guest.evaluate("(who) => window.visioBench.frames[who]", host),
        explain=lambda: (guest.evaluate("() => window.visioBench"), guest.text()[:500]),
    )
    times: dict[str, Any] = guest.evaluate("() => window.visioBench")
    leave(guest)
    guest.has("button", "Rejoin")
    guest.close()
    return times
