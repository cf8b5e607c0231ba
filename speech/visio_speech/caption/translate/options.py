"""What can be chosen about translation, as one value: a model on this machine, or a server; neither: none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import urlsplit

from visio_speech.errors import OptionInvalid

_TEXTS: Final = ("model", "endpoint", "endpoint_model", "key")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class TranslationOptions:
    """`model` is a folder, `endpoint` the base of an OpenAI-compatible server up to and with `/v1`.

    `languages` are ISO 639 codes to translate into; empty: all that the model knows, for a server the usual ones.
    """

    model: Path | None = None
    endpoint: str = ""
    endpoint_model: str = ""
    key: str = field(default="", repr=False)
    languages: tuple[str, ...] = ()


def translation_options(fields: Mapping[str, Any]) -> TranslationOptions:
    """Options out of a JSON object; what is left out keeps its default. Raises OptionInvalid with the name."""
    for name, value in fields.items():
        if name not in (*_TEXTS, "languages"):
            raise OptionInvalid(name=str(name)[:40], reason="there is no such option of translation")
        if name in _TEXTS and not isinstance(value, str):
            raise OptionInvalid(name=name, reason="it is a text")
    model = fields.get("model", "")
    return TranslationOptions(
        model=Path(model) if model else None,
        endpoint=_address(fields.get("endpoint", "")),
        endpoint_model=fields.get("endpoint_model", ""),
        key=fields.get("key", ""),
        languages=_codes(fields.get("languages", ())),
    )


def translation_fields(options: TranslationOptions) -> dict[str, str | list[str]]:
    """The JSON object that `translation_options` reads."""
    return {
        "model": str(options.model or ""),
        "endpoint": options.endpoint,
        "endpoint_model": options.endpoint_model,
        "key": options.key,
        "languages": list(options.languages),
    }


def _codes(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise OptionInvalid(name="languages", reason="it is a list of codes such as fr")
    codes = cast(Sequence[object], value)
    if not all(isinstance(code, str) and _LANGUAGE.fullmatch(code) for code in codes):
        raise OptionInvalid(name="languages", reason="it is a list of codes such as fr")
    return tuple(cast(Sequence[str], codes))


def _address(address: str) -> str:
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
        raise OptionInvalid(name="endpoint", reason="it is an address such as http://localhost:8001/v1")
    return address.rstrip("/")
