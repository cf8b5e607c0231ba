"""Pages made without script: what is not there, what is refused, faults, a start that is not finished."""

from __future__ import annotations

from html import escape

from visio.pages.icon import LINK as ICON
from visio.pages.language import LANGUAGES, Language, sentence

_STYLE = """
:root { color-scheme: light dark; --text: #17202a; --soft: #4b5a69; --bg: #ffffff; --accent: #0b6b5e; }
@media (prefers-color-scheme: dark) { :root { --text: #f4f6f8; --soft: #b4c0cb; --bg: #10151a; --accent: #5fd3bf; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px;
  background: var(--bg); color: var(--text); font: 1rem/1.6 system-ui, sans-serif; }
main { max-width: 34rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 12px; }
p { margin: 0 0 16px; color: var(--soft); }
section + section { margin-top: 32px; padding-top: 24px;
  border-top: 1px solid color-mix(in srgb, var(--soft) 40%, transparent); }
a { color: var(--accent); display: inline-block; padding: 10px 0; }
small { color: var(--soft); }
"""


def page(
    name: str,
    *,
    first: Language,
    nonce: str,
    code: str,
    home: bool = True,
    again_in_seconds: int | None = None,
) -> str:
    """A page in both languages, the reader's first. `name` gives the keys `page.<name>.title` and `.text`.

    `code` is the error's stable code: in `data-error` and in small print. `again_in_seconds` makes the browser reload.
    """
    languages = [first, *(language for language in LANGUAGES if language != first)]
    sections = "".join(_section(name, language, code, home=home) for language in languages)
    title = escape(sentence(first, f"page.{name}.title"))
    reload = f'<meta http-equiv="refresh" content="{again_in_seconds}">' if again_in_seconds else ""
    return (
        f'<!doctype html><html lang="{first}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex">{reload}{ICON}<title>{title} – Visio</title>'
        f'<style nonce="{nonce}">{_STYLE}</style></head>'
        f'<body><main data-error="{escape(code)}">{sections}</main></body></html>'
    )


def _section(name: str, language: Language, code: str, *, home: bool) -> str:
    title = escape(sentence(language, f"page.{name}.title"))
    text = escape(sentence(language, f"page.{name}.text"))
    link = f'<p><a href="/">{escape(sentence(language, "page.home"))}</a></p>' if home else ""
    return f'<section lang="{language}"><h1>{title}</h1><p>{text}</p>{link}<small>{escape(code)}</small></section>'
