"""The recognisers that can be chosen by name. A new one is a file beside this and a line here."""

from __future__ import annotations

from collections.abc import Callable

from visio_speech import weights
from visio_speech.errors import EngineUnknown, ModelMissing
from visio_speech.options import SpeechOptions
from visio_speech.transcribe.base import Transcriber


def transcriber(options: SpeechOptions) -> Transcriber:
    """The engine that the options name, with its model loaded. Raises SpeechError."""
    make = ENGINES.get(options.engine)
    if make is None:
        raise EngineUnknown(known=", ".join(sorted(ENGINES)))
    return make(options)


# Imports are inside, so that an engine costs nothing, and may lack its packages, while another is used.


def _whisper(options: SpeechOptions) -> Transcriber:
    from visio_speech.transcribe.whisper import Whisper
    from visio_speech.transcribe.whisper_model import WhisperModel

    files = weights.whisper_folder(options.model) if options.model else weights.embedded_whisper()
    return Whisper(WhisperModel(files, threads=options.threads), beam=options.beam)


def _parakeet(options: SpeechOptions) -> Transcriber:
    from visio_speech.transcribe.parakeet import load

    if options.model is None:
        raise ModelMissing(model="parakeet", remedy="name the folder of its ONNX files")
    return load(options.model, threads=options.threads)


def _endpoint(options: SpeechOptions) -> Transcriber:
    from visio_speech.transcribe.endpoint import Endpoint

    return Endpoint(options)


def _scripted(options: SpeechOptions) -> Transcriber:
    from visio_speech.transcribe.scripted import Scripted

    return Scripted()


ENGINES: dict[str, Callable[[SpeechOptions], Transcriber]] = {
    "whisper": _whisper,
    "parakeet": _parakeet,
    "openai": _endpoint,
    "scripted": _scripted,
}
