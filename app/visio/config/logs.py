"""The log, on standard error: what happened, never to whom."""

from __future__ import annotations

import logging
import sys


def set_up(level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # uvicorn and httpx write addresses with their query strings, which hold media tokens; Django writes paths and the
    # text of exceptions. What they have to say of importance is logged by us, without these.
    for name in ("uvicorn", "uvicorn.error", "httpx", "httpcore", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(_is_no_false_alarm)
    for name in ("uvicorn.access", "django.request", "django.security", "django.server"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _is_no_false_alarm(record: logging.LogRecord) -> bool:
    """uvicorn 0.54 takes an HTTP answer before the upgrade, which ASGI allows, for a forgotten handshake."""
    return "without completing handshake" not in record.getMessage()
