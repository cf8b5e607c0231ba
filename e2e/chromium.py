"""People at Chromium, driven by Playwright. One browser per face, because fake devices belong to the browser."""

import tempfile
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright
from playwright.sync_api import Error as PlaywrightError

from e2e.media import Face, write_picture, write_voice
from e2e.people import Person
from e2e.waiting import PATIENCE

EXECUTABLE = "/usr/bin/chromium"
# Quiet: nothing that a fresh profile does by itself may reach the network.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
]
Devices = Literal["granted", "refused", "none"]
MEDIA = ["--autoplay-policy=no-user-gesture-required"]


class ChromiumPerson(Person):
    browser = "chromium"

    def __init__(self, face: Face, page: Page) -> None:
        super().__init__(face)
        self.page = page
        self.errors: list[str] = []
        self.lost_requests: list[str] = []
        self.hosts: set[str] = set()
        page.set_default_timeout(20_000 * PATIENCE)
        page.on("pageerror", lambda error: self.errors.append(error.stack or str(error)))
        page.on("requestfailed", lambda request: self.lost_requests.append(f"{request.url}: {request.failure}"))

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    @property
    def url(self) -> str:
        return self.page.url

    def open(self, url: str) -> None:
        self.page.goto(url, wait_until="domcontentloaded")

    def reload(self) -> None:
        self.page.reload(wait_until="domcontentloaded")

    def evaluate(self, function: str, *args: Any) -> Any:
        return self.page.evaluate(f"(args) => ({function})(...args)", list(args))

    def troubles(self) -> list[str]:
        return [*self.errors, *self.lost_requests]

    def control(self, role: str, name: str | None = None) -> Locator:
        """Playwright's handle for the visible elements with this role and exact name."""
        if name is None:
            return self.page.get_by_role(role)  # pyright: ignore[reportArgumentType]  # the roles are a Literal there
        return self.page.get_by_role(role, name=name, exact=True)  # pyright: ignore[reportArgumentType]

    def controls(self, role: str, name: str | None = None) -> int:
        return self.control(role, name).count()

    def click(self, role: str, name: str, *, limit_s: float = 20.0) -> None:
        self.control(role, name).first.click(timeout=limit_s * 1000 * PATIENCE)

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).first.fill(text)

    def press(self, keys: str) -> None:
        self.page.keyboard.press(keys)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def screenshot(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path)

    def resize(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def close(self) -> None:
        # A browser that has died is closed too.
        try:
            self.page.context.close()
        except PlaywrightError as error:
            if "closed" not in str(error):
                raise


class ChromiumHouse:
    """One running Chromium per face (and place) for the whole session; each person gets a context of their own."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._browsers: dict[tuple[str, ...], Browser] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="visio-faces-")

    def browser(
        self, face: Face, *, executable: str = EXECUTABLE, flags: tuple[str, ...] = (), devices: Devices = "granted"
    ) -> Browser:
        """The running browser with this face's devices. `flags` are further command-line flags."""
        key = (face.name, executable, devices, str(face.camera_lines), face.says, *flags)
        known = self._browsers.get(key)
        if known is not None and known.is_connected():
            return known
        folder = Path(self._folder.name)
        fake = [
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-audio-capture={write_voice(face, folder)}",
            f"--use-file-for-fake-video-capture={write_picture(face, folder)}",
        ]
        chosen = {"granted": ["--use-fake-ui-for-media-stream", *fake], "refused": fake, "none": []}[devices]
        started = self._playwright.chromium.launch(
            executable_path=executable,
            headless=True,
            args=[*QUIET, *MEDIA, *chosen, *flags],
            # It would silence the sound of a shared tab too.
            ignore_default_args=["--mute-audio"],
        )
        self._browsers[key] = started
        return started

    def person(
        self,
        face: Face,
        *,
        executable: str = EXECUTABLE,
        flags: tuple[str, ...] = (),
        devices: Devices = "granted",
        locale: str = "en-GB",
        size: tuple[int, int] = (1280, 800),
        **more: Any,
    ) -> ChromiumPerson:
        """A person with a fresh profile. `more` goes to Playwright's new_context.

        `devices`: camera and microphone granted, refused when asked for, or none at all.
        """
        browser = self.browser(face, executable=executable, flags=flags, devices=devices)
        context = browser.new_context(
            locale=locale,
            viewport={"width": size[0], "height": size[1]},
            permissions=[] if devices == "refused" else ["camera", "microphone"],
            reduced_motion=more.pop("reduced_motion", "reduce"),
            **more,
        )
        return ChromiumPerson(face, context.new_page())

    def leave(self, executable: str) -> None:
        """Closes the browsers that were started by this program."""
        for key in [key for key in self._browsers if key[1] == executable]:
            self._browsers.pop(key).close()

    def close(self) -> None:
        for browser in self._browsers.values():
            browser.close()
        self._folder.cleanup()
