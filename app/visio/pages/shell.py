"""The HTML shell of the browser client, made from the build's manifest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, cast

from visio.pages.icon import LINK as ICON
from visio.pages.language import Language, sentence

CLIENT = Path(__file__).parent / "client"
ENTRY = "src/shell/main.tsx"


@dataclass(frozen=True)
class Bundle:
    """Files of the entry: its script, what the script loads at once, its styles. Paths below `/`."""

    script: str
    preloads: tuple[str, ...]
    styles: tuple[str, ...]


class ClientMissing(Exception):
    """The browser client has not been built."""


@cache
def bundle(folder: Path = CLIENT) -> Bundle:
    """Reads Vite's manifest. Raises ClientMissing."""
    try:
        manifest = cast("dict[str, dict[str, Any]]", json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
        entry = manifest[ENTRY]
    except (OSError, ValueError, KeyError):
        raise ClientMissing from None
    seen: list[str] = []
    _collect(manifest, ENTRY, seen)
    styles = [style for name in seen for style in manifest[name].get("css", ())]
    preloads = [str(manifest[name]["file"]) for name in seen if name != ENTRY]
    return Bundle(str(entry["file"]), tuple(preloads), tuple(dict.fromkeys(styles)))


def _collect(manifest: dict[str, dict[str, Any]], name: str, seen: list[str]) -> None:
    if name in seen:
        return
    seen.append(name)
    for imported in manifest[name].get("imports", ()):
        _collect(manifest, str(imported), seen)


def render(language: Language, nonce: str) -> str:
    """The shell. No inline script; the nonce lets the client add style elements of its own. Raises ClientMissing."""
    files = bundle()
    styles = "".join(f'<link rel="stylesheet" href="/{escape(style)}">' for style in files.styles)
    preloads = "".join(f'<link rel="modulepreload" href="/{escape(file)}">' for file in files.preloads)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">'
        '<meta name="color-scheme" content="light dark">'
        f'<meta property="csp-nonce" nonce="{nonce}">'
        f"<title>Visio</title>{ICON}{styles}{preloads}"
        f'<script type="module" src="/{escape(files.script)}"></script></head>'
        f'<body><div id="visio">{_on_its_way(language)}</div>'
        f"<noscript>{_without_script(language)}</noscript></body></html>"
    )


def _on_its_way(language: Language) -> str:
    """Shown by the style sheet when the script has not replaced it after a while: never an empty page."""
    keys = ("page.on-its-way.title", "page.on-its-way.text", "page.on-its-way.reload")
    title, text, reload = (escape(sentence(language, key)) for key in keys)
    return f'<main class="on-its-way"><h1>{title}</h1><p>{text} <a href="">{reload}</a></p></main>'


def _without_script(first: Language) -> str:
    order: tuple[Language, ...] = ("fr", "en") if first == "fr" else ("en", "fr")
    return "".join(
        f'<section lang="{language}"><h1>{escape(sentence(language, "page.no-script.title"))}</h1>'
        f"<p>{escape(sentence(language, 'page.no-script.text'))}</p></section>"
        for language in order
    )
