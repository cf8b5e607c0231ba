"""What can go wrong between sound and text, as types with a stable code.

Callers match the type or the code, never the text. `detail` is English for developers and holds no text of a person.
"""

from __future__ import annotations

from typing import ClassVar

Param = str | int | float | None


class SpeechError(Exception):
    """The base. `code` names the sentence for people, `params` are its values; with `retry`, waiting may help."""

    code: ClassVar[str] = "speech-failed"
    detail: ClassVar[str] = "The speech engine failed."
    retry: ClassVar[bool] = False

    def __init__(self, **params: Param) -> None:
        super().__init__(self.code)
        self.params = params

    @property
    def explained(self) -> str:
        return self.detail.format(**self.params)


class ModelMissing(SpeechError):
    code = "speech-model-missing"
    detail = "The model {model} is not installed: {remedy}."


class ModelDamaged(SpeechError):
    code = "speech-model-damaged"
    detail = "The file {file} of model {model} does not have the digest that was expected. Install it again."


class EngineUnknown(SpeechError):
    code = "speech-engine-unknown"
    detail = "There is no speech engine of that name. Known: {known}."


class EngineNotInstalled(SpeechError):
    code = "speech-engine-not-installed"
    detail = "The engine {engine} needs the package {package}, which is not installed."


class EngineUnreachable(SpeechError):
    code = "speech-engine-unreachable"
    detail = "The speech endpoint could not be reached. Look whether it runs and whether its address is right."
    retry = True


class EngineLate(SpeechError):
    code = "speech-engine-late"
    detail = "The speech endpoint did not answer within {seconds} s."
    retry = True


class EngineRefused(SpeechError):
    code = "speech-engine-refused"
    detail = "The speech endpoint refused the request with HTTP status {status}. Look at its key and model name."


class EngineConfused(SpeechError):
    code = "speech-engine-confused"
    detail = "The speech endpoint gave an answer that does not have the shape of its protocol: {reason}."


class LanguageUnknown(SpeechError):
    code = "speech-language-unknown"
    detail = "The translator does not translate from {source} into {target}."


class StreamsFull(SpeechError):
    code = "speech-streams-full"
    detail = "At most {most} voices are captioned at the same time. The next one is when another has been silent."
    retry = True


class DecoderMissing(SpeechError):
    code = "speech-decoder-missing"
    detail = "The ffmpeg program is not installed. It reads imported files; recordings made here do not need it."


class AudioUnreadable(SpeechError):
    code = "speech-audio-unreadable"
    detail = "The file holds no sound that can be read."


class AudioTooLong(SpeechError):
    code = "speech-audio-too-long"
    detail = "The sound is longer than {hours} hours, the most that is transcribed."


class AudioTooSlow(SpeechError):
    code = "speech-audio-too-slow"
    detail = "Reading the file stood still for {seconds} s."
    retry = True


class OutOfMemory(SpeechError):
    code = "speech-out-of-memory"
    detail = "The memory limit of the job is too low for the model."


class OptionInvalid(SpeechError):
    code = "speech-option-invalid"
    detail = "The option {name} is wrong: {reason}."


class JobInvalid(SpeechError):
    code = "speech-job-invalid"
    detail = "The job description does not have the right shape: {reason}."
