"""One quiet Chromium with a camera and a microphone of its own, and pages for it."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from e2e.chromium import EXECUTABLE, MEDIA, QUIET, ChromiumPerson
from e2e.media import Face

# The browser's own test picture: 30 frames a second, so that a frame is never far away.
DEVICES = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream=fps=30"]


@contextmanager
def chromium() -> Generator[Browser]:
    """A running browser; every person gets a profile of their own in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, headless=True, args=[*QUIET, *MEDIA, *DEVICES])
        try:
            yield browser
        finally:
            browser.close()


def person(browser: Browser, face: Face, **more: Any) -> ChromiumPerson:
    """Somebody with an empty profile and granted devices. `more` goes to Playwright's new_context."""
    context = browser.new_context(
        locale="en-GB",
        viewport={"width": 1280, "height": 800},
        permissions=["camera", "microphone"],
        reduced_motion="reduce",
        **more,
    )
    return ChromiumPerson(face, context.new_page())
