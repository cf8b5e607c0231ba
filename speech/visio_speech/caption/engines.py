"""The engines of captions by name: whether they can run here, and how they are made.

An engine is imported only to be made.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Final

from visio_speech import weights
from visio_speech.caption.base import CaptionEngine
from visio_speech.caption.options import CaptionOptions
from visio_speech.errors import EngineUnknown

_WHISPER_LANGUAGES: Final = (
    "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he hi hr ht hu hy id is"
    " it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si sk"
    " sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo zh"
)


def missing(engine: str, model: Path | None) -> str | None:
    """What has to be installed before this engine can run here; None when nothing is. Loads nothing.

    An engine of another server counts as there: whether it answers is seen when captions start.
    """
    match engine:
        case "whisper":
            return _missing_whisper(model)
        case "sherpa":
            if importlib.util.find_spec("sherpa_onnx") is None:
                return "the package sherpa-onnx"
            return None if model is not None and model.is_dir() else "a folder with a streaming model"
        case "kyutai" | "realtime":
            return None if importlib.util.find_spec("websockets") is not None else "the package websockets"
        case "scripted":
            return None
        case _:
            return "an engine of that name"


def languages(engine: str) -> tuple[str, ...]:
    """ISO 639 codes that an engine recognises; empty when only its server or model knows."""
    return {"whisper": tuple(_WHISPER_LANGUAGES.split()), "kyutai": ("en", "fr")}.get(engine, ())


def make(options: CaptionOptions) -> CaptionEngine:
    """The engine, ready to open streams; loading a model takes about a second. Raises SpeechError."""
    found = _MAKERS.get(options.engine)
    if found is None:
        raise EngineUnknown(known=", ".join(_MAKERS))
    return found(options)


def _missing_whisper(model: Path | None) -> str | None:
    packages = ("ctranslate2", "tokenizers", "onnxruntime", "numpy")
    for package in packages:
        if importlib.util.find_spec(package) is None:
            return f"the package {package}"
    if model is not None:
        return None if (model / "model.bin").is_file() else "a folder with a Whisper model of CTranslate2"
    return None if weights.has_embedded_whisper() else "visio-speech[embedded], or a model folder"


def _whisper(options: CaptionOptions) -> CaptionEngine:
    from visio_speech.caption.whisper import WhisperCaptions

    return WhisperCaptions.load(options)


def _kyutai(options: CaptionOptions) -> CaptionEngine:
    from visio_speech.caption.kyutai import KyutaiCaptions

    return KyutaiCaptions(options)


def _realtime(options: CaptionOptions) -> CaptionEngine:
    from visio_speech.caption.realtime import RealtimeCaptions

    return RealtimeCaptions(options)


def _sherpa(options: CaptionOptions) -> CaptionEngine:
    from visio_speech.caption.sherpa import SherpaCaptions

    return SherpaCaptions.load(options)


def _scripted(_options: CaptionOptions) -> CaptionEngine:
    from visio_speech.caption.scripted import ScriptedCaptions

    return ScriptedCaptions()


_MAKERS: Final[dict[str, Callable[[CaptionOptions], CaptionEngine]]] = {
    "whisper": _whisper,
    "kyutai": _kyutai,
    "realtime": _realtime,
    "sherpa": _sherpa,
    "scripted": _scripted,
}
