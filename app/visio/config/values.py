"""Reads one setting from its text. Each function raises ValueError with what would be right."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit


def text(value: str) -> str:
    return value.strip()


def folder(value: str) -> Path:
    if not value.strip():
        raise ValueError("a folder is needed.")
    return Path(value).expanduser()


def optional_path(value: str) -> Path | None:
    return Path(value).expanduser() if value.strip() else None


def port(value: str) -> int:
    return whole_number(0, 65_535)(value)


def whole_number(least: int, most: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not re.fullmatch(r"\d{1,9}", value.strip()) or not least <= int(value) <= most:
            raise ValueError(f"a whole number from {least} to {most} is needed.")
        return int(value)

    return parse


def one_of_numbers(*choices: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if value.strip() not in {str(choice) for choice in choices}:
            raise ValueError(f"{' or '.join(str(choice) for choice in choices)} is needed.")
        return int(value)

    return parse


def one_of(*words: str, unsaid: tuple[str, ...] = ()) -> Callable[[str], str]:
    """One of these words; those `unsaid` are for tests and not offered."""

    def parse(value: str) -> str:
        word = value.strip().lower()
        if word not in (*words, *unsaid):
            raise ValueError(f"one of {', '.join(words)} is needed.")
        return word

    return parse


def yes_or_no(value: str) -> bool:
    word = value.strip().lower()
    if word in ("1", "yes", "true", "on"):
        return True
    if word in ("", "0", "no", "false", "off"):
        return False
    raise ValueError("yes or no is needed.")


def addresses(value: str) -> tuple[str, ...]:
    """IP addresses, separated by commas."""
    found = tuple(part.strip().strip("[]") for part in value.split(",") if part.strip())
    for part in found:
        try:
            ipaddress.ip_address(part)
        except ValueError:
            raise ValueError(f"{part} is not an IP address.") from None
    return found


def networks(value: str) -> tuple[str, ...]:
    """IP addresses or networks such as 10.0.0.0/8, separated by commas."""
    found = tuple(part.strip() for part in value.split(",") if part.strip())
    for part in found:
        try:
            ipaddress.ip_network(part)
        except ValueError:
            raise ValueError(f"{part} is neither an IP address nor a network such as 10.0.0.0/8.") from None
    return found


def language_codes(value: str) -> tuple[str, ...]:
    """ISO 639 codes, separated by commas."""
    found = tuple(part.strip().lower() for part in value.split(",") if part.strip())
    for part in found:
        if not re.fullmatch(r"[a-z]{2,3}", part):
            raise ValueError(f"{part} is no code of a language such as fr.")
    return found


def web_address(value: str) -> str:
    """`https://host` or `http://host:port`, without a path; empty for none."""
    return _address(value, ("https", "http"), "https://visio.example.org")


def engine_address(value: str) -> str:
    return _address(value, ("wss", "ws", "https", "http"), "wss://livekit.example.org")


def recognition_address(value: str) -> str:
    return _address(value, ("wss", "ws"), "ws://gpu.example.org:8080")


def service_address(value: str) -> str:
    """`https://host/path`, where the path is that of the service."""
    address = value.strip().rstrip("/")
    parts = urlsplit(address)
    _address(f"{parts.scheme}://{parts.netloc}" if address else "", ("https", "http"), "https://gpu.example.org/v1")
    if parts.query or parts.fragment:
        raise ValueError("an address such as https://gpu.example.org/v1 is needed, without a query.")
    return address


def database(value: str) -> str:
    if value and urlsplit(value).scheme not in ("postgres", "postgresql"):
        raise ValueError("postgresql://user:password@host/name is needed, or nothing for a file in the data folder.")
    return value


def s3(value: str) -> str:
    """`https://host/bucket`."""
    address = value.strip().rstrip("/")
    parts = urlsplit(address)
    bucket = parts.path.removeprefix("/")
    if address and (parts.scheme not in ("https", "http") or not parts.hostname or not bucket or "/" in bucket):
        raise ValueError("an address such as https://s3.example.org/bucket is needed.")
    return address


def redis(value: str) -> str:
    if value and urlsplit(value).scheme not in ("redis", "rediss", "unix"):
        raise ValueError("redis://host:6379 is needed.")
    return value


def log_level(value: str) -> str:
    level = value.strip().lower()
    if level not in ("debug", "info", "warning", "error"):
        raise ValueError("debug, info, warning or error is needed.")
    return level


def _address(value: str, schemes: tuple[str, ...], example: str) -> str:
    address = value.strip().rstrip("/")
    if not address:
        return ""
    wrong: bool
    try:
        parts = urlsplit(address)
        wrong = parts.scheme not in schemes or not parts.hostname or bool(parts.path or parts.query or parts.fragment)
        wrong = wrong or parts.username is not None or parts.port == 0
    except ValueError:
        wrong = True
    if wrong:
        raise ValueError(f"an address such as {example} is needed, without a path.")
    return address
