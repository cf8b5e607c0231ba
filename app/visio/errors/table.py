"""`docs/errors.md`, made from the error types."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

from visio.errors.base import VisioError


def all_errors() -> list[type[VisioError]]:
    """Every error type of the application, by code."""
    import visio

    for module in walk_packages(visio.__path__, "visio."):
        if module.name.endswith((".errors", ".general")):
            import_module(module.name)
    return sorted(_below(VisioError), key=lambda error: error.code)


def _below(kind: type[VisioError]) -> list[type[VisioError]]:
    found: list[type[VisioError]] = []
    for child in kind.__subclasses__():
        if child.code:
            found.append(child)
        found.extend(_below(child))
    return found


def manual() -> str:
    lines = [
        "# Errors",
        "",
        "Made from the error types. Each answer is `application/problem+json` with `code`, `status`, `params` and",
        "`detail`; the sentence for people is `error.<code>` in the web catalogues.",
        "",
        "| code | status | meaning |",
        "| --- | --- | --- |",
    ]
    lines += [f"| `{error.code}` | {int(error.status)} | {error.detail} |" for error in all_errors()]
    return "\n".join(lines) + "\n"
