"""`visio captioner <call>`: what the worker starts while somebody wants captions in a call."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from visio.config.options import Options
from visio.errors.place import place
from visio.supervise import inside

if TYPE_CHECKING:
    from visio_speech.caption.options import CaptionOptions

    from visio.captions.captioner.captioner import Captioner

log = logging.getLogger("visio.captioner")

FAILED = 1
NAME = "Captions"

# A packet that is missing holds up the ones behind it: text that comes in time is worth a lost syllable.
REORDER_MS = 100


def run(options: Options, call: str) -> int:
    """Until captions are not wanted any more. The exit code is not 0 when the worker should try again."""
    bus = inside.set_up(options)
    try:
        return asyncio.run(_run(options, call))
    finally:
        bus.close()


async def _run(options: Options, call: str) -> int:
    from visio_client import JoinFailed

    from visio.captions.captioner.errors import CaptionerFailed

    loop = asyncio.get_running_loop()
    captioning = asyncio.create_task(_caption(options, call))

    def end() -> None:
        loop.call_soon_threadsafe(captioning.cancel)

    inside.end_with_parent(end)
    inside.on_signals(end)
    try:
        await captioning
    except asyncio.CancelledError:
        return 0
    except (CaptionerFailed, JoinFailed) as fault:
        log.error("captioner.failed call=%s code=%s", call, fault.code)
        return FAILED
    except Exception as fault:  # the outermost edge: its text may hold what people said
        log.error("captioner.fault call=%s %s", call, place(fault))
        return FAILED
    return 0


async def _caption(options: Options, call: str) -> None:
    from visio_client import join

    from visio.captions.captioner.captioner import Captioner
    from visio.captions.captioner.plan import read
    from visio.captions.captioner.recognition import Recognition
    from visio.config.identifiers import identifier
    from visio.engine import inner

    if not (await asyncio.to_thread(read, call)).wanted:
        return
    recognition = await Recognition.start(_recognition_options(options))
    try:
        token = _token(options, call, identifier())
        async with await join(inner.address(options), token, auto_subscribe=False, reorder_timeout_ms=REORDER_MS) as me:
            captioner = Captioner(call, me, recognition)
            _follow(captioner, call)
            await captioner.run()
    finally:
        await recognition.stop()


def _recognition_options(options: Options) -> CaptionOptions:
    from visio_speech.caption.options import CaptionOptions

    from visio.captions import availability

    return CaptionOptions(
        engine=options.captions_engine,
        model=options.captions_model,
        endpoint=options.captions_url,
        endpoint_model=options.captions_url_model,
        key=options.captions_key,
        threads=options.captions_threads,
        translation=availability.translation_options(options),
    )


def _token(options: Options, call: str, identity: str) -> str:
    from visio.config.clock import real_now
    from visio.engine import inner
    from visio.engine.tokens import captioner_token

    return captioner_token(inner.credentials(options), room=call, identity=identity, name=NAME, now=real_now())


def _follow(captioner: Captioner, call: str) -> None:
    """Reads the rows again when the bus tells of a change in this call."""
    from visio.captions.services import TOPIC
    from visio.events import bus
    from visio.events.bus import Data

    loop = asyncio.get_running_loop()

    def heard(data: Data) -> None:
        if data.get("call") == call:
            loop.call_soon_threadsafe(captioner.changed)

    bus.bus().subscribe(TOPIC, heard)
