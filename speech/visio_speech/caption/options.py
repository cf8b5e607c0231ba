"""What can be chosen about captions, as one value; the captioner sends it to the recognition process as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from visio_speech.caption.translate.options import TranslationOptions, translation_fields, translation_options
from visio_speech.errors import OptionInvalid

_TEXTS = ("engine", "model", "endpoint", "endpoint_model", "key")


@dataclass(frozen=True)
class CaptionOptions:
    """`engine` is a name of `caption.engines`. What an engine does not need stays empty.

    `model` is a folder on this machine, `endpoint` the WebSocket address of a recognition server, `endpoint_model` the
    model's name there. `threads` are processors that may work at the same time.
    """

    engine: str = "whisper"
    model: Path | None = None
    endpoint: str = ""
    endpoint_model: str = ""
    key: str = field(default="", repr=False)
    threads: int = 2
    translation: TranslationOptions = field(default_factory=TranslationOptions)


def caption_options(fields: Mapping[str, Any]) -> CaptionOptions:
    """Options out of a JSON object; what is left out keeps its default. Raises OptionInvalid with the name."""
    for name, value in fields.items():
        if name not in (*_TEXTS, "threads", "translation"):
            raise OptionInvalid(name=str(name)[:40], reason="there is no such option")
        if name in _TEXTS and not isinstance(value, str):
            raise OptionInvalid(name=name, reason="it is a text")
    translation = cast(object, fields.get("translation", {}))
    if not isinstance(translation, dict):
        raise OptionInvalid(name="translation", reason="it is an object")
    threads = fields.get("threads", 2)
    if isinstance(threads, bool) or not isinstance(threads, int) or not 1 <= threads <= 64:
        raise OptionInvalid(name="threads", reason="it is a whole number from 1 to 64")
    return CaptionOptions(
        engine=fields.get("engine", "whisper"),
        model=_folder(fields.get("model", "")),
        endpoint=_address(fields.get("endpoint", "")),
        endpoint_model=fields.get("endpoint_model", ""),
        key=fields.get("key", ""),
        threads=threads,
        translation=translation_options(cast(dict[str, Any], translation)),
    )


def option_fields(options: CaptionOptions) -> dict[str, Any]:
    """The JSON object that `caption_options` reads."""
    return {
        "engine": options.engine,
        "model": str(options.model or ""),
        "endpoint": options.endpoint,
        "endpoint_model": options.endpoint_model,
        "key": options.key,
        "threads": options.threads,
        "translation": translation_fields(options.translation),
    }


def _folder(path: str) -> Path | None:
    return Path(path) if path else None


def _address(address: str) -> str:
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.scheme not in ("ws", "wss", "http", "https") or not parts.hostname or parts.username or parts.query:
        raise OptionInvalid(name="endpoint", reason="it is an address such as ws://localhost:8080")
    return address.rstrip("/")
