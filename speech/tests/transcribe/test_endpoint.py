"""A server of speech that is late, wrong, or never answers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai_server import OpenAiDouble, send
from visio_speech.audio import Pcm
from visio_speech.errors import (
    EngineConfused,
    EngineLate,
    EngineRefused,
    EngineUnreachable,
    OptionInvalid,
    SpeechError,
)
from visio_speech.options import SpeechOptions
from visio_speech.transcribe.endpoint import Endpoint, segments_from


def engine(server: OpenAiDouble, **fields: Any) -> Endpoint:
    return Endpoint(SpeechOptions(engine="openai", endpoint=server.url, **fields))


def failing(server: OpenAiDouble, speech: Pcm, **fields: Any) -> type[SpeechError]:
    with pytest.raises(SpeechError) as failed:
        list(engine(server, **fields).transcribe(speech, language="en"))
    return type(failed.value)


def test_the_server_is_told_language_words_and_key(server: OpenAiDouble, speech: Pcm):
    found = engine(server, endpoint_key="k", endpoint_model="large").transcribe(
        speech, language="fr", hotwords=["Léa", "Visio"]
    )
    list(found)
    request = server.requests[0]
    assert request["path"] == "/v1/audio/transcriptions"
    assert (request["language"], request["prompt"], request["model"]) == ("fr", "Visio, Léa", "large")
    assert request["key"] == "Bearer k"


def test_the_nearest_words_are_the_last_to_be_forgotten(server: OpenAiDouble, speech: Pcm):
    words = ["Léa Martin", *(f"word{number}" for number in range(200))]
    list(engine(server).transcribe(speech, language="fr", hotwords=words))
    prompt = server.requests[0]["prompt"]
    assert prompt.endswith("word1, word0, Léa Martin")
    assert len(prompt) <= 500


def test_without_a_language_the_server_finds_out(server: OpenAiDouble, speech: Pcm):
    found = list(engine(server).transcribe(speech, language=None))
    assert {segment.language for segment in found} == {"en"}
    assert "language" not in server.requests[0]


def test_a_server_that_is_not_there_may_be_tried_again(speech: Pcm):
    nowhere = Endpoint(SpeechOptions(engine="openai", endpoint="http://127.0.0.1:9/v1"))
    with pytest.raises(EngineUnreachable) as failed:
        list(nowhere.transcribe(speech, language="en"))
    assert failed.value.retry


def test_a_server_that_never_answers_is_left(server: OpenAiDouble, speech: Pcm):
    server.answer = lambda handler, request: void(server.released.wait(30))
    assert failing(server, speech, endpoint_timeout=0.1) is EngineLate


def test_a_server_that_drips_bytes_is_left(server: OpenAiDouble, speech: Pcm):
    server.answer = server.drip
    assert failing(server, speech, endpoint_timeout=0.3) is EngineLate


@pytest.mark.parametrize(("status", "error"), [(401, EngineRefused), (404, EngineRefused), (503, EngineUnreachable)])
def test_a_refusal_is_told(server: OpenAiDouble, speech: Pcm, status: int, error: type[SpeechError]):
    server.answer = lambda handler, request: send(handler, {}, status=status)
    assert failing(server, speech) is error


def test_the_file_is_not_carried_to_another_address(server: OpenAiDouble, speech: Pcm):
    server.answer = server.redirect
    assert failing(server, speech) is EngineRefused
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"not JSON",
        b"[" * 100_000,
        b'"' + b"x" * (5 << 20) + b'"',
        [],
        {"text": 3},
        {"text": "a", "segments": {}},
        {"text": "a", "segments": [3]},
        {"text": "a", "segments": [{"text": "a"}]},
        {"text": "a", "segments": [{"text": "a", "start": "0", "end": 1}]},
        {"text": "a", "segments": [{"text": "a", "start": float("nan"), "end": 1}]},
    ],
)
def test_an_answer_of_another_shape_is_refused(server: OpenAiDouble, speech: Pcm, answer: Any):
    server.answer = lambda handler, request: send(handler, answer)
    assert failing(server, speech) is EngineConfused


def test_a_server_that_gives_text_alone_is_understood():
    (segment,) = segments_from({"text": "hello there"}, 2.0, "en")
    assert [(word.text, word.start, word.end) for word in segment.words] == [("hello", 0, 1), ("there", 1, 2)]


@pytest.mark.parametrize("times", [(-5, 2), (3, 1), (100, 200)])
def test_times_outside_the_sound_are_brought_back(times: tuple[float, float]):
    answer = {"text": "a", "segments": [{"text": "a", "start": times[0], "end": times[1]}]}
    (segment,) = segments_from(answer, 4.0, "en")
    assert 0 <= segment.start <= segment.end <= 4.0


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "start", "end", "word"]), inner)
    ),
    max_leaves=8,
)


@given(
    st.fixed_dictionaries({"text": st.text(max_size=20)}, optional={"segments": JSON, "words": JSON, "language": JSON})
)
def test_any_answer_is_understood_or_refused(answer: dict[str, Any]):
    try:
        found = segments_from(answer, 10.0, "")
    except EngineConfused:
        return
    assert all(0 <= segment.start <= segment.end <= 10 for segment in found)


def test_an_address_is_needed():
    with pytest.raises(OptionInvalid):
        Endpoint(SpeechOptions(engine="openai"))


def void(value: object) -> None:
    """Waiting is all that is wanted of `value`."""
