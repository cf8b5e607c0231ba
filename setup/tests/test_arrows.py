"""The arrows of docs/architecture.md: who may import whom."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PUBLIC_FACE = {"visio_sfu.serve", "visio_sfu.tokens", "visio_sfu.options", "visio_sfu.errors"}

# The layers of the application, lowest first. A domain may import its own layer and those below.
LAYERS = [
    {"config", "errors", "events", "erasing", "jobs", "storage", "limits", "supervise"},
    {"accounts", "audit"},
    {"rooms", "invitations"},
    {"engine", "calls", "schedule", "lobby", "moderation", "chat"},
    {"recordings", "captions", "transcripts"},
    {"retention", "operations", "api", "pages"},
    {"serve"},
]


def sources(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.py")):
        if not {"tests", "testing", "migrations"} & set(path.parts):
            yield path


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def imported_from(path: Path, package: str) -> set[str]:
    return {name for name in imports(path) if name == package or name.startswith(f"{package}.")}


def test_the_media_server_imports_nothing_of_the_application() -> None:
    for package in ("visio_sfu", "visio_client"):
        for path in sources(ROOT / "sfu" / package):
            assert not imported_from(path, "visio"), path
            assert not imported_from(path, "django"), path


def test_the_application_uses_only_the_public_face_of_the_media_server() -> None:
    for path in sources(ROOT / "app" / "visio"):
        for name in imported_from(path, "visio_sfu"):
            assert any(name == face or name.startswith(f"{face}.") for face in PUBLIC_FACE) or name == "visio_sfu", (
                path,
                name,
            )


def test_the_headless_participant_needs_no_server_code() -> None:
    for path in sources(ROOT / "sfu" / "visio_client"):
        for name in imported_from(path, "visio_sfu"):
            assert "visio_sfu.media._native".startswith(name) or name.startswith("visio_sfu.media._native"), (
                path,
                name,
            )


def test_speech_knows_neither_the_application_nor_the_media_server() -> None:
    for path in sources(ROOT / "speech" / "visio_speech"):
        for package in ("visio", "visio_sfu", "django"):
            assert not imported_from(path, package), path


def test_nothing_loads_a_package_that_carries_gpl_code() -> None:
    for folder in ("app/visio", "sfu", "speech", "bench"):
        for path in sources(ROOT / folder):
            for package in ("av", "faster_whisper"):
                assert not imported_from(path, package), path


def test_a_lower_layer_of_the_application_never_imports_a_higher_one() -> None:
    level = {domain: index for index, layer in enumerate(LAYERS) for domain in layer}
    for path in sources(ROOT / "app" / "visio"):
        domain = path.relative_to(ROOT / "app" / "visio").parts[0]
        if domain not in level or domain == "config":  # config names every domain: it mounts them
            continue
        for name in imported_from(path, "visio"):
            other = name.split(".")[1] if "." in name else ""
            assert level.get(other, -1) <= level[domain], (path, name)


def test_every_domain_of_the_application_has_a_layer() -> None:
    known = set[str]().union(*LAYERS)
    folders = {path.name for path in (ROOT / "app" / "visio").iterdir() if (path / "__init__.py").exists()}
    assert folders - {"testing"} <= known


def test_str0m_is_named_only_by_the_transport_and_the_headless_participant() -> None:
    for crate in sorted((ROOT / "sfu" / "crates").iterdir()):
        if crate.name in {"transport", "client", "fuzz"}:
            continue
        manifest = crate / "Cargo.toml"
        for path in [manifest, *sorted((crate / "src").rglob("*.rs"))]:
            if path.exists():
                shipped = without_comments(path).split("[dev-dependencies]")[0]
                assert not re.search(r"\bstr0m\b", shipped), path


def without_comments(path: Path) -> str:
    mark = "#" if path.suffix == ".toml" else "//"
    return "\n".join(line.split(mark)[0] for line in path.read_text(encoding="utf-8").splitlines())


def test_the_call_model_of_the_client_knows_neither_components_nor_the_page() -> None:
    for path in reachable(ROOT / "web" / "src" / "call" / "call-model.ts"):
        text = without_comments(path)
        assert not re.search(r"""from ["'](p?react|livekit-client)""", text), path
        assert not re.search(r"\b(document|window|navigator|localStorage|sessionStorage)\.", text), path


def reachable(module: Path) -> set[Path]:
    """The module and all that it imports from this repository; types are no imports."""
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            names = re.findall(
                r"""^import (?!type)[^;]*?from ["'](\.[^"']+)["']""", path.read_text("utf-8"), re.MULTILINE
            )
            waiting.extend((path.parent / name).resolve() for name in names)
    return found
