"""What every translator promises."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from pathlib import Path

import dictionary_model
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openai_server import openai_server
from translation_server import backwards
from visio_speech.caption.translate.base import LONGEST_TEXT, Translator
from visio_speech.caption.translate.chat import ChatTranslator
from visio_speech.caption.translate.model import ModelTranslator
from visio_speech.caption.translate.options import TranslationOptions
from visio_speech.caption.translate.scripted import ScriptedTranslator
from visio_speech.errors import EngineConfused, LanguageUnknown, SpeechError

KINDS = {"opus-mt": dictionary_model.opus, "m2m100": dictionary_model.m2m100, "nllb": dictionary_model.nllb}


@pytest.fixture(params=["scripted", "chat", *KINDS])
async def translator(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Translator]:
    """Each engine, with a model or a server that knows a few words of French."""
    async with AsyncExitStack() as stack:
        if request.param == "scripted":
            found: Translator = ScriptedTranslator()
        elif request.param == "chat":
            server = stack.enter_context(openai_server())
            server.answer = backwards
            found = ChatTranslator(TranslationOptions(endpoint=server.url, endpoint_model="m"))
        else:
            found = ModelTranslator.load(KINDS[request.param](tmp_path / request.param))
        yield found
        await found.close()


async def test_a_text_comes_back_as_one_line_with_words(translator: Translator) -> None:
    text = await translator.translate("  bonjour \n merci ", source="fr", target="en")
    assert text
    assert text == " ".join(text.split())


async def test_the_same_text_has_the_same_translation(translator: Translator) -> None:
    first, second = [await translator.translate("bonjour merci", source="fr", target="en") for _ in range(2)]
    assert first == second


async def test_a_language_that_it_does_not_know_is_named_as_such(translator: Translator) -> None:
    with pytest.raises(LanguageUnknown):
        await translator.translate("bonjour", source="fr", target="xx")


async def test_nothing_is_not_translated(translator: Translator) -> None:
    with pytest.raises(EngineConfused):
        await translator.translate(" \n ", source="fr", target="en")


async def test_as_many_at_once_as_it_says(translator: Translator) -> None:
    assert translator.at_once >= 1
    wishes = [translator.translate("bonjour", source="fr", target="en") for _ in range(translator.at_once)]
    assert len(set(await asyncio.gather(*wishes))) == 1


async def test_one_that_is_called_off_does_not_disturb_the_next(translator: Translator) -> None:
    first = asyncio.create_task(translator.translate("bonjour", source="fr", target="en"))
    await asyncio.sleep(0)
    first.cancel()
    assert await translator.translate("merci", source="fr", target="en")


async def test_it_ends_twice(translator: Translator) -> None:
    await translator.translate("bonjour", source="fr", target="en")
    await translator.close()
    await translator.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=3_000))
async def test_whatever_is_said_gives_a_bounded_text_or_a_named_fault(translator: Translator, text: str) -> None:
    try:
        translated = await translator.translate(text, source="fr", target="en")
    except SpeechError:
        return
    assert 0 < len(translated) <= LONGEST_TEXT
    assert "\n" not in translated
