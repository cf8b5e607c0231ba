"""Texts of recordings as they are downloaded, read back."""

import io
import json
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

from e2e.product import Account

FORMATS = ("vtt", "srt", "json", "md", "txt", "docx")
Line = tuple[str, str, str]
"""When somebody began, as the file writes it; who; what was said."""

_CUE = re.compile(r"^([\d:.,]+) --> [\d:.,]+\n(?:<v ([^>]+)>|([^:\n]+): )(.+)$", re.MULTILINE)
_MARKDOWN = re.compile(r"^\*\*(.+)\*\* \(([\d:]+)\)\n\n(.+)$", re.MULTILINE)
_PLAIN = re.compile(r"^\[([\d:]+)\] (.+)\n(.+)$", re.MULTILINE)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def exported(account: Account, recording: str) -> dict[str, bytes]:
    """The file of each format."""
    files: dict[str, bytes] = {}
    for name in FORMATS:
        answer = account.http.get(f"recordings/{recording}/transcript/export?format={name}")
        answer.raise_for_status()
        assert answer.headers["content-disposition"].startswith("attachment")
        files[name] = answer.content
    return files


def lines(name: str, content: bytes) -> list[Line]:
    """What a file says, line by line."""
    if name == "docx":
        return _of_word_processor(content)
    text = content.decode()
    if name == "json":
        return _of_json(json.loads(text))
    if name == "md":
        return [(at, who, said) for who, at, said in _MARKDOWN.findall(text)]
    if name == "txt":
        return _PLAIN.findall(text)
    return [(at, voice or who, said) for at, voice, who, said in _CUE.findall(text)]


def _of_json(content: dict[str, Any]) -> list[Line]:
    names = {speaker["id"]: speaker["name"] for speaker in content["speakers"]}
    return [(str(float(turn["start"])), names[turn["speaker"]], turn["text"]) for turn in content["turns"]]


def _of_word_processor(content: bytes) -> list[Line]:
    """A paragraph with the name in bold and the time, and one with the words."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        document = ElementTree.fromstring(file.read("word/document.xml"))
    found: list[Line] = []
    speaker: list[str] = []
    for paragraph in document.iter(f"{_WORD}p"):
        runs = [part.text or "" for part in paragraph.iter(f"{_WORD}t")]
        if speaker:
            found.append((speaker[1].strip(), speaker[0], "".join(runs)))
        speaker = runs if len(runs) == 2 else []
    return found
