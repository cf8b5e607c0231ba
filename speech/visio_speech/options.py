"""What can be chosen about speech, as one value. Whoever starts a job reads its settings and gives this on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from visio_speech.errors import OptionInvalid

MOST_WORDS = 200
LONGEST_WORD = 60
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class SpeechOptions:
    """`engine` is a name of `transcribe.engines`. What an engine does not need stays empty.

    `model` is a folder on this machine. `endpoint` is the base of an OpenAI-compatible server, up to and with `/v1`,
    and `endpoint_model` the model's name there. `threads` bounds the processors that one job takes.
    """

    engine: str = "whisper"
    model: Path | None = None
    endpoint: str = ""
    endpoint_model: str = ""
    endpoint_key: str = field(default="", repr=False)
    endpoint_timeout: float = 120.0
    threads: int = 2
    beam: int = 1


def options_from(fields: Mapping[str, Any]) -> SpeechOptions:
    """Options out of a JSON object; what is left out keeps its default. Raises OptionInvalid with the name."""
    known = set(SpeechOptions.__dataclass_fields__)
    for name in fields:
        if name not in known:
            raise OptionInvalid(name=str(name)[:40], reason="there is no such option")
    model = _text(fields, "model", "")
    return SpeechOptions(
        engine=_text(fields, "engine", "whisper"),
        model=Path(model) if model else None,
        endpoint=_address(_text(fields, "endpoint", "")),
        endpoint_model=_text(fields, "endpoint_model", ""),
        endpoint_key=_text(fields, "endpoint_key", ""),
        endpoint_timeout=_number(fields, "endpoint_timeout", 120.0, least=1.0, most=3600.0),
        threads=int(_number(fields, "threads", 2, least=1, most=64)),
        beam=int(_number(fields, "beam", 1, least=1, most=10)),
    )


def language_code(language: str | None) -> str | None:
    """ISO 639-1 code of a language tag ("fr-CA" is "fr"); None for nothing. Raises OptionInvalid."""
    if not language:
        return None
    code = language.replace("_", "-").split("-")[0].lower()
    if not _LANGUAGE.fullmatch(code):
        raise OptionInvalid(name="language", reason="it is a tag such as fr or en-GB")
    return code


def vocabulary(words: Sequence[str]) -> tuple[str, ...]:
    """Words the recogniser should expect: cleaned, without repetition, at most MOST_WORDS of LONGEST_WORD characters.

    What is too long or too many is left out: a long list makes recognition worse, it must not make it fail.
    """
    kept: dict[str, None] = {}
    for word in words:
        clean = " ".join(str(word).split())
        if clean and len(clean) <= LONGEST_WORD and clean.isprintable():
            kept.setdefault(clean)
    return tuple(kept)[:MOST_WORDS]


def _text(fields: Mapping[str, Any], name: str, default: str) -> str:
    value = fields.get(name)
    if value is None:
        return default
    if not isinstance(value, str):
        raise OptionInvalid(name=name, reason="it is a text")
    return value


def _number(fields: Mapping[str, Any], name: str, default: float, *, least: float, most: float) -> float:
    value = cast(object, fields.get(name, default))
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise OptionInvalid(name=name, reason=f"it is a number from {least:g} to {most:g}")
    return float(value)


def _address(address: str) -> str:
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
        raise OptionInvalid(name="endpoint", reason="it is an address such as http://localhost:8001/v1")
    return address.rstrip("/")
