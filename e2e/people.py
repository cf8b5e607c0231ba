"""A person with a browser, as a story tells it: opens, presses, writes, hears and sees.

Two browsers stand behind one interface: `chromium.ChromiumPerson` and `firefox.FirefoxPerson`.
"""

import itertools
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from e2e.media import Colour, Face
from e2e.waiting import stays, until

SENSES = (Path(__file__).parent / "senses.js").read_text(encoding="utf-8").strip().removesuffix(";")

# A tone counts as heard when it stands this far above the rest of the spectrum. Speech codecs leave 30 dB and more.
HEARD_DB = 18.0
# How far each part of a colour may be off after a video codec and two conversions.
COLOUR_TOLERANCE = 40


class Person(ABC):
    """One person at one browser page. `browser` is "chromium" or "firefox"."""

    browser: str

    def __init__(self, face: Face) -> None:
        self.face = face

    @property
    def name(self) -> str:
        return self.face.name

    # What each browser does in its own way.

    @abstractmethod
    def open(self, url: str) -> None:
        """Opens an address and waits for the document."""

    @abstractmethod
    def reload(self) -> None: ...

    @abstractmethod
    def evaluate(self, function: str, *args: Any) -> Any:
        """Calls the JavaScript function (its source) in the page with JSON arguments; promises are awaited."""

    @abstractmethod
    def controls(self, role: str, name: str | None = None) -> int:
        """How many visible elements have this role and accessible name (exact)."""

    @abstractmethod
    def click(self, role: str, name: str, *, limit_s: float = 20.0) -> None:
        """Presses the one element with this role and name as soon as it can be pressed."""

    @abstractmethod
    def fill(self, label: str, text: str) -> None:
        """Replaces the content of the field with this label."""

    @abstractmethod
    def press(self, keys: str) -> None:
        """Keys for the focused element, in Playwright's words: "Tab", "Enter", "Control+D"."""

    @abstractmethod
    def type(self, text: str) -> None:
        """Types characters into whatever has the focus."""

    @abstractmethod
    def screenshot(self, path: Path) -> None: ...

    @abstractmethod
    def resize(self, width: int, height: int) -> None: ...

    @abstractmethod
    def close(self) -> None:
        """Closes the page or browser; may be called twice."""

    @property
    @abstractmethod
    def url(self) -> str: ...

    def troubles(self) -> list[str]:
        """Errors of the page's script and requests that failed, where the browser tells them."""
        return []

    # What can be told from the page in any browser.

    def text(self, selector: str = "body") -> str:
        """The visible text of the first match, or an empty string."""
        return str(self.evaluate("(selector) => document.querySelector(selector)?.innerText ?? ''", selector))

    def count(self, selector: str) -> int:
        return int(self.evaluate("(selector) => document.querySelectorAll(selector).length", selector))

    def attribute(self, selector: str, name: str) -> str | None:
        return cast(
            "str | None",
            self.evaluate("(s, n) => document.querySelector(s)?.getAttribute(n) ?? null", selector, name),
        )

    def reads(self, text: str, *, within: str = "body", limit_s: float = 20.0) -> None:
        """Waits until the text can be read."""
        until(
            f"{self.name} reads {text!r}",
            lambda: text in self.text(within),
            limit_s=limit_s,
            explain=lambda: self.text(within)[:1500],
        )

    def no_longer_reads(self, text: str, *, within: str = "body", limit_s: float = 20.0) -> None:
        until(f"{text!r} goes away from {self.name}'s page", lambda: text not in self.text(within), limit_s=limit_s)

    def has(self, role: str, name: str, *, limit_s: float = 20.0) -> None:
        """Waits until an element with this role and name is visible."""
        until(
            f"{self.name} has {role} {name!r}",
            lambda: self.controls(role, name) > 0,
            limit_s=limit_s,
            explain=lambda: self.text()[:1500],
        )

    def has_no(self, role: str, name: str, *, limit_s: float = 20.0) -> None:
        until(f"{role} {name!r} goes away", lambda: self.controls(role, name) == 0, limit_s=limit_s)

    def finds(self, selector: str, *, limit_s: float = 20.0) -> None:
        """Waits until something in the page matches the selector."""
        until(
            f"{self.name} finds {selector}",
            lambda: self.count(selector) > 0,
            limit_s=limit_s,
            explain=lambda: self.text()[:1500],
        )

    def finds_no(self, selector: str, *, limit_s: float = 20.0) -> None:
        until(f"{selector} goes away from {self.name}'s page", lambda: self.count(selector) == 0, limit_s=limit_s)

    # Ears.

    def loudness(self, tones: Sequence[int]) -> list[float]:
        """How far (dB) each tone stands out of what the page plays at this moment."""
        return [float(value) for value in self.evaluate(f"(tones) => ({SENSES}).hear(tones)", list(tones))]

    def hears(self, *faces: Face, limit_s: float = 20.0) -> None:
        """Waits until each one's tone has been heard (voices pause, so the tones may come in turn)."""
        missing = {face.tone_hz for face in faces}
        last: list[float] = []

        def listen() -> bool:
            nonlocal last
            tones = sorted(missing)
            last = self.loudness(tones)
            missing.difference_update(tone for tone, level in zip(tones, last, strict=True) if level >= HEARD_DB)
            return not missing

        names = ", ".join(face.name for face in faces)
        until(f"{self.name} hears {names}", listen, limit_s=limit_s, explain=lambda: (sorted(missing), last))

    def hears_no(self, face: Face, *, limit_s: float = 20.0) -> None:
        """Waits until the tone has been absent for longer than a voice pauses."""
        quiet = itertools.count()
        silent_looks = 0

        def listen() -> bool:
            nonlocal silent_looks
            next(quiet)
            silent_looks = silent_looks + 1 if self.loudness([face.tone_hz])[0] < HEARD_DB else 0
            return silent_looks >= 12

        until(f"{self.name} no longer hears {face.name}", listen, limit_s=limit_s)

    def keeps_not_hearing(self, face: Face) -> None:
        """The tone is absent now and for the next looks (longer than a voice pauses)."""
        stays(f"{self.name} does not hear {face.name}", lambda: self.loudness([face.tone_hz])[0] < HEARD_DB)

    # Eyes.

    def pictures(self, selector: str = "video") -> list[dict[str, Any]]:
        """Decoded pictures of the matching videos: width, height, time, paused, colour, mark."""
        return cast("list[dict[str, Any]]", self.evaluate(f"(selector) => ({SENSES}).see(selector)", selector))

    def sees_motion(self, selector: str = "video", *, limit_s: float = 20.0) -> dict[str, Any]:
        """Waits until a matching video has shown three different decoded frames; returns its last picture."""
        marks: dict[int, set[str]] = {}
        last: list[dict[str, Any]] = []

        def look() -> dict[str, Any] | None:
            nonlocal last
            last = self.pictures(selector)
            for at, picture in enumerate(last):
                if picture["width"]:
                    marks.setdefault(at, set()).add(picture["mark"])
                    if len(marks[at]) >= 3:
                        return picture
            return None

        found = until(f"{self.name} sees motion in {selector}", look, limit_s=limit_s, explain=lambda: last)
        assert found is not None
        return found

    def sees_colour(self, colour: Colour, selector: str = "video", *, limit_s: float = 20.0) -> None:
        """Waits until a matching video shows (mostly) this colour."""
        last: list[dict[str, Any]] = []

        def look() -> bool:
            nonlocal last
            last = self.pictures(selector)
            return any(is_like(picture["colour"], colour) for picture in last)

        until(f"{self.name} sees colour {colour} in {selector}", look, limit_s=limit_s, explain=lambda: last)

    def sees(self, face: Face, selector: str = "video", *, limit_s: float = 20.0) -> None:
        """Waits for the person's colour in a moving picture."""
        self.sees_colour(face.colour, selector, limit_s=limit_s)
        self.sees_motion(selector, limit_s=limit_s)


def is_like(seen: Sequence[int], wanted: Colour) -> bool:
    """Whether a decoded colour is the wanted one, within what codecs change."""
    return all(abs(a - b) <= COLOUR_TOLERANCE for a, b in zip(seen, wanted, strict=True))
