"""A server that translates, and one that is away, late, wrong, or never answers."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai_server import OpenAiDouble, openai_server, send
from translation_server import backwards, said
from visio_speech.caption.translate import chat
from visio_speech.caption.translate.chat import LARGEST_ANSWER, ChatTranslator
from visio_speech.caption.translate.options import TranslationOptions, translation_fields, translation_options
from visio_speech.errors import (
    EngineConfused,
    EngineLate,
    EngineRefused,
    EngineUnreachable,
    OptionInvalid,
    SpeechError,
)


@pytest.fixture
def server() -> Generator[OpenAiDouble]:
    with openai_server() as double:
        double.answer = backwards
        yield double


async def translated(url: str, text: str = "bonjour à tous", *, timeout: float = 10.0, **options: Any) -> str:  # noqa: ASYNC109 (the engine's own)
    translator = ChatTranslator(TranslationOptions(endpoint=url, **options), timeout=timeout)
    try:
        return await translator.translate(text, source="fr", target="en")
    finally:
        await translator.close()


async def fault_of(url: str, text: str = "bonjour", **options: Any) -> type[SpeechError]:
    with pytest.raises(SpeechError) as failed:
        await translated(url, text, **options)
    return type(failed.value)


async def test_the_server_is_told_both_languages_the_model_and_the_key(server: OpenAiDouble) -> None:
    assert await translated(server.url, endpoint_model="small", key="k") == "tous à bonjour"
    [request] = server.requests
    assert (request["model"], request["temperature"], request["key"]) == ("small", 0, "Bearer k")
    system, user = (message["content"] for message in request["messages"])
    assert "from French into English" in system
    assert user == "bonjour à tous"


async def test_a_language_nobody_knows_is_not_named(server: OpenAiDouble) -> None:
    translator = ChatTranslator(TranslationOptions(endpoint=server.url, languages=("oc",)))
    await translator.translate("bonjour", source="", target="oc")
    await translator.close()
    system = server.requests[0]["messages"][0]["content"]
    assert "meeting into the language with the ISO 639 code oc." in system


async def test_a_server_that_is_not_there_is_said_to_be_away() -> None:
    assert await fault_of("http://127.0.0.1:9/v1") is EngineUnreachable


async def test_a_server_that_never_answers_is_late(server: OpenAiDouble) -> None:
    def wait(_handler: BaseHTTPRequestHandler, _request: dict[str, Any]) -> None:
        server.released.wait(30)

    server.answer = wait
    assert await fault_of(server.url, timeout=0.1) is EngineLate


async def test_who_no_longer_waits_is_free_at_once_though_the_server_drips(server: OpenAiDouble) -> None:
    server.answer = server.drip
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await translated(server.url)


@pytest.mark.parametrize(("status", "error"), [(401, EngineRefused), (404, EngineRefused), (503, EngineUnreachable)])
async def test_a_refusal_is_told(server: OpenAiDouble, status: int, error: type[SpeechError]) -> None:
    server.answer = lambda handler, request: send(handler, {}, status=status)
    assert await fault_of(server.url) is error


async def test_words_are_not_carried_to_another_address(server: OpenAiDouble) -> None:
    server.answer = server.redirect
    assert await fault_of(server.url) is EngineRefused
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>",
        b"[" * 10_000,
        [],
        {"choices": []},
        {"choices": [5]},
        said(None),
        said(5),
        said(" \n"),
        said("<think>x</think>"),
    ],
)
async def test_what_is_no_answer_is_named_as_such(server: OpenAiDouble, answer: object) -> None:
    server.answer = lambda handler, request: send(handler, answer)
    assert await fault_of(server.url) is EngineConfused


async def test_an_answer_without_end_is_left(server: OpenAiDouble) -> None:
    server.answer = lambda handler, request: send(handler, said("x" * (LARGEST_ANSWER + 1)))
    assert await fault_of(server.url) is EngineConfused


async def test_an_essay_is_no_translation_of_a_word(server: OpenAiDouble) -> None:
    server.answer = lambda handler, request: send(handler, said("Certainly! " * 40))
    assert await fault_of(server.url) is EngineConfused


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("<think>The user says…\n</think>\n\nHello", "Hello"),
        ('"Hello"', "Hello"),
        ("« Hello »", "Hello"),
        ("Hello\nall", "Hello all"),
    ],
)
async def test_thoughts_quotation_marks_and_lines_are_taken_off(server: OpenAiDouble, content: str, shown: str) -> None:
    server.answer = lambda handler, request: send(handler, said(content))
    assert await translated(server.url) == shown


async def test_quotation_marks_that_were_said_stay(server: OpenAiDouble) -> None:
    server.answer = lambda handler, request: send(handler, said('"No"'))
    assert await translated(server.url, '"Non"') == '"No"'


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["choices", "message", "content"]), inner)
    ),
    max_leaves=8,
)


@given(json_values)
def test_any_json_is_words_or_a_fault(answer: object) -> None:
    try:
        words = chat.words_of(answer, "bonjour")
    except EngineConfused:
        return
    assert words


def test_options_travel_as_json() -> None:
    options = TranslationOptions(endpoint="http://gpu:8000/v1", endpoint_model="m", key="secret", languages=("fr",))
    assert translation_options(translation_fields(options)) == options
    assert "secret" not in repr(options)
    for wrong in ({"models": ""}, {"model": 5}, {"languages": "fr"}, {"languages": ["French"]}, {"endpoint": "gpu:80"}):
        with pytest.raises(OptionInvalid):
            translation_options(wrong)
