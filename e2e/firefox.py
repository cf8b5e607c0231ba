"""People at Firefox ESR, driven by Selenium and geckodriver. One browser per person."""

import base64
import os
import shutil
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    StaleElementReferenceException,
    WebDriverException,
)
from selenium.webdriver import ActionChains, FirefoxOptions
from selenium.webdriver import Remote as RemoteDriver
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from e2e.media import Face
from e2e.people import Person
from e2e.waiting import PATIENCE, until

EXECUTABLE = "/usr/bin/firefox-esr"

# What asks the network by itself in a fresh profile, and what would need a hand at the machine. Nothing here
# touches media.peerconnection: connections are made as at a user's.
PREFERENCES: dict[str, bool | int | str] = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    "intl.accept_languages": "en-GB, en",
    "intl.locale.requested": "en-GB",
    "browser.tabs.remote.autostart": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "media.gmp-provider.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "ui.prefersReducedMotion": 1,
}

_KEYS = {
    "Tab": Keys.TAB,
    "Enter": Keys.ENTER,
    "Escape": Keys.ESCAPE,
    "Space": Keys.SPACE,
    "Control": Keys.CONTROL,
    "Shift": Keys.SHIFT,
    "Alt": Keys.ALT,
    "ArrowRight": Keys.ARROW_RIGHT,
    "ArrowLeft": Keys.ARROW_LEFT,
    "ArrowDown": Keys.ARROW_DOWN,
    "ArrowUp": Keys.ARROW_UP,
    "Home": Keys.HOME,
    "End": Keys.END,
    "F2": Keys.F2,
}
# Elements that can have a role; the browser itself then says which role and name they have.
_CANDIDATES = {
    "button": "button, [role=button], summary, input[type=submit], input[type=button]",
    "link": "a[href], [role=link]",
    "heading": "h1, h2, h3, h4, h5, h6, [role=heading]",
    "textbox": "input, textarea, [role=textbox]",
    "menuitem": "[role=menuitem]",
    "menuitemradio": "[role=menuitemradio]",
    "checkbox": "input[type=checkbox], [role=checkbox]",
    "switch": "[role=switch], input[type=checkbox]",
    "dialog": "dialog, [role=dialog]",
    "alertdialog": "[role=alertdialog]",
    "radio": "input[type=radio], [role=radio]",
    "listitem": "li, [role=listitem]",
    "tab": "[role=tab]",
}


def geckodriver() -> str:
    """The driver's path: on PATH, or where `cargo install` puts it."""
    home = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo")) / "bin" / "geckodriver"
    found = shutil.which("geckodriver") or (str(home) if home.exists() else None)
    if found is None:
        raise RuntimeError("geckodriver is missing: cargo install geckodriver --version 0.37.0 --locked")
    return found


class Driver:
    """A geckodriver process. `prefix` starts it elsewhere (in a network namespace), reachable at `host`."""

    def __init__(self, *, prefix: tuple[str, ...] = (), host: str = "127.0.0.1") -> None:
        self.port = _free_port() if host == "127.0.0.1" else 4444
        self.url = f"http://{host}:{self.port}"
        # Its default for the second port is one number for all, and two Firefoxes at once would meet there.
        ports = ["--port", str(self.port), "--websocket-port", str(_free_port())]
        command = [*prefix, geckodriver(), "--host", host, *ports, "--log", "error"]
        if host != "127.0.0.1":
            command += ["--allow-hosts", host]
        # Its own group: Firefox is its child, and both end together.
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        until("geckodriver answers", lambda: self._answers(host))

    def _answers(self, host: str) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError(f"geckodriver ended with {self.process.returncode}")
        try:
            socket.create_connection((host, self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def close(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, 15)
            self.process.wait(10)


class FirefoxPerson(Person):
    browser = "firefox"

    def __init__(
        self,
        face: Face,
        *,
        locale: str = "en-GB",
        size: tuple[int, int] = (1280, 800),
        preferences: Mapping[str, bool | int | str] = {},
        preload: tuple[str, ...] = (),
        prefix: tuple[str, ...] = (),
        host: str = "127.0.0.1",
    ) -> None:
        """`preload`: JavaScript functions run before each page's own scripts."""
        super().__init__(face)
        self._driver = Driver(prefix=prefix, host=host)
        options = FirefoxOptions()
        options.binary_location = EXECUTABLE
        options.add_argument("-headless")
        options.add_argument(f"--width={size[0]}")
        options.add_argument(f"--height={size[1]}")
        options.set_capability("webSocketUrl", value=True)
        options.set_capability("unhandledPromptBehavior", "ignore")
        tone = {"media.navigator.audio.fake_frequency": face.tone_hz}
        language = {"intl.accept_languages": f"{locale}, {locale.split('-')[0]}"}
        for name, value in {**PREFERENCES, **tone, **language, **preferences}.items():
            options.set_preference(name, value)
        try:
            self.web = RemoteDriver(command_executor=self._driver.url, options=options)
        except WebDriverException:
            self._driver.close()
            raise
        self.web.set_page_load_timeout(60 * PATIENCE)
        self.web.set_script_timeout(30 * PATIENCE)
        for script in preload:
            self.web.script.add_preload_script(script)
        self._closed = False

    @property
    def url(self) -> str:
        return str(self.web.current_url)

    def open(self, url: str) -> None:
        self.web.get(url)

    def reload(self) -> None:
        self.web.refresh()

    def evaluate(self, function: str, *args: Any) -> Any:
        answer: dict[str, Any] = self.web.execute_async_script(  # pyright: ignore[reportUnknownMemberType]  # Selenium leaves arguments untyped
            "const done = arguments[arguments.length - 1];"
            "const args = Array.prototype.slice.call(arguments, 0, -1);"
            f"Promise.resolve().then(() => ({function})(...args))"
            ".then((value) => done({ value: value === undefined ? null : value }),"
            " (error) => done({ error: String(error) + ' ' + (error && error.stack || '') }));",
            *args,
        )
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["value"]

    def _matching(self, role: str, name: str | None) -> list[WebElement]:
        elements = self.web.find_elements("css selector", _CANDIDATES.get(role, f"[role={role}]"))
        return [element for element in elements if self._is(element, role, name)]

    def _is(self, element: WebElement, role: str, name: str | None) -> bool:
        try:
            return (
                element.is_displayed()
                and (name is None or element.accessible_name == name)
                and (element.aria_role == role or role in ("textbox", "button"))
            )
        except StaleElementReferenceException:
            return False

    def controls(self, role: str, name: str | None = None) -> int:
        return len(self._matching(role, name))

    def click(self, role: str, name: str, *, limit_s: float = 20.0) -> None:
        def attempt() -> bool:
            for element in self._matching(role, name):
                try:
                    if element.is_enabled():
                        element.click()
                        return True
                except (
                    ElementClickInterceptedException,
                    ElementNotInteractableException,
                    StaleElementReferenceException,
                ):
                    return False
            return False

        until(f"{self.name} presses {name!r}", attempt, limit_s=limit_s, explain=lambda: self.text()[:1500])

    def fill(self, label: str, text: str) -> None:
        def attempt() -> bool:
            for element in self._matching("textbox", label):
                try:
                    element.clear()
                    element.send_keys(text)
                    return True
                except (ElementNotInteractableException, StaleElementReferenceException):
                    return False
            return False

        until(f"{self.name} fills {label!r}", attempt, explain=lambda: self.text()[:1500])

    def press(self, keys: str) -> None:
        *held, last = keys.split("+")
        chain = ActionChains(self.web)
        for key in held:
            chain.key_down(_KEYS[key])
        chain.send_keys(_KEYS.get(last, last))
        for key in reversed(held):
            chain.key_up(_KEYS[key])
        chain.perform()

    def type(self, text: str) -> None:
        ActionChains(self.web).send_keys(text).perform()

    def look_elsewhere(self) -> None:
        """Opens another tab over this one, which hides it; what follows is still directed at this one."""
        self.web.browsing_context.create(type="tab")

    def screenshot(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(self.web.get_screenshot_as_base64()))

    def resize(self, width: int, height: int) -> None:
        self.web.set_window_size(width, height)  # pyright: ignore[reportUnknownMemberType]  # as above

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        try:
            self.web.quit()
        except WebDriverException:
            pass  # The browser is gone already; its driver is ended below.
        finally:
            self._driver.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
