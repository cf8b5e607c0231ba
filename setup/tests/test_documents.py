"""What the documents name exists: settings, and a reason for each package that is depended upon directly."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = (ROOT / "docs" / "options.md").read_text(encoding="utf-8")
DOCUMENTS = ["README.md", "docs/known-limits.md", *(f"docs/operate/{name}.md" for name in ("README", "speech"))]

# Of `visio accounts` and `visio-sfu`, and of programs of others.
OTHER_FLAGS = {"--operator", "--help", "--dev", "--install"}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_settings_that_documents_name_exist(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    ours = "\n".join([*re.findall(r"`([^`\n]+)`", text), *re.findall(r"^.*\bvisio serve\b.*(?:\\\n.*)*", text, re.M)])
    for flag in set(re.findall(r"(?<![\w-])--[a-z0-9][a-z0-9-]+", ours)) - OTHER_FLAGS:
        assert f"`{flag}`" in OPTIONS, flag
    for variable in set(re.findall(r"\bVISIO_[A-Z0-9_]+", text)):
        assert f"`{variable.removesuffix('_FILE')}`" in OPTIONS, variable


@pytest.mark.parametrize("file", ["requirements.in", "requirements-speech.in", "requirements-test.in"])
def test_each_python_package_has_its_reason(file: str) -> None:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    names = [re.split(r"[\[<>=]", line)[0] for line in lines if line and not line.startswith(("#", "-c"))]
    assert_reasons(names, "Python")


def test_each_crate_has_its_reason() -> None:
    names: set[str] = set()
    for manifest in (ROOT / "sfu" / "crates").glob("*/Cargo.toml"):
        content = tomllib.loads(manifest.read_text(encoding="utf-8"))
        for kind in ("dependencies", "dev-dependencies", "build-dependencies"):
            names.update(name for name in content.get(kind, {}) if not name.startswith("visio-"))
    assert_reasons(sorted(names), "Rust")


def test_each_package_of_the_client_has_its_reason() -> None:
    for folder in ("web", "e2e"):
        content = json.loads((ROOT / folder / "package.json").read_text(encoding="utf-8"))
        assert_reasons([*content.get("dependencies", {}), *content.get("devDependencies", {})], folder)


def assert_reasons(names: list[str], where: str) -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    first = [line.split("|")[1] for line in page.splitlines() if line.startswith("|")]
    known = {name.strip() for cell in first for name in cell.split(",")}
    assert names, where
    assert [name for name in names if name not in known] == [], where
