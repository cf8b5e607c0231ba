"""Every setting of `visio serve`, declared once: type, default, unit and a sentence.

Command line, environment (`VISIO_…`) and `docs/options.md` are all made from these declarations.
"""

# ruff: noqa: RUF009 (`option` makes a dataclass field, which is what belongs there)

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, cast

from visio.config import values

LONGEST_RETENTION_DAYS = 730


class WrongSetting(Exception):
    """A setting that cannot be used. `str()` is one sentence with the setting's name and what would be right."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(f"{name}: {sentence}")
        self.name = name


@dataclass(frozen=True)
class Declaration:
    """How one setting is read and explained. `default` is the text that would give the default."""

    parse: Callable[[str], Any]
    default: str
    meaning: str
    environment: str = ""
    secret: bool = False
    flag: bool = False


def option(
    default: str,
    meaning: str,
    *,
    parse: Callable[[str], Any] = values.text,
    environment: str = "",
    secret: bool = False,
    flag: bool = False,
) -> Any:
    declaration = Declaration(parse, default, meaning, environment, secret, flag)
    return field(default_factory=lambda: parse(default), metadata={"option": declaration})


@dataclass(frozen=True)
class Options:
    """All settings, parsed. The order here is the order of the manual page."""

    port: int = option("8000", "HTTP port; 0 picks a free one.", parse=values.port)
    bind: tuple[str, ...] = option(
        "127.0.0.1,::1", "IP addresses to listen on for HTTP. 0.0.0.0 is every IPv4 address.", parse=values.addresses
    )
    data: Path = option("./data", "Folder of the database, secrets and sockets.", parse=values.folder)
    udp_port: int = option("7882", "UDP port of sound and picture; 0 picks a free one.", parse=values.port)
    media_bind: tuple[str, ...] = option(
        "", "IP addresses that take sound and picture; empty for all of the machine.", parse=values.addresses
    )
    advertise: tuple[str, ...] = option(
        "", "IP addresses that browsers are told for sound and picture; empty for those found.", parse=values.addresses
    )
    public_url: str = option(
        "",
        "The address people type, such as https://visio.example.org: for links, allowed hosts and secure cookies.",
        parse=values.web_address,
    )
    tls_cert: Path | None = option("", "Certificate file (PEM) to serve HTTPS.", parse=values.optional_path)
    tls_key: Path | None = option("", "Key file (PEM) of that certificate.", parse=values.optional_path)
    trusted_proxy: tuple[str, ...] = option(
        "",
        "IP addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.",
        parse=values.networks,
    )
    capacity: int = option(
        "150", "People in one meeting, unless the meeting says otherwise.", parse=values.whole_number(2, 1000)
    )
    guests_start: bool = option(
        "no", "Guests may start a public meeting while no host is there.", parse=values.yes_or_no
    )
    name: str = option("Visio", "Name of this installation.")
    contact: str = option("", "Where people get help: an e-mail address or a web page.")
    database_url: str = option(
        "",
        "PostgreSQL, as postgresql://user:password@host/name; empty for a file in the data folder.",
        parse=values.database,
        environment="DATABASE_URL",
        secret=True,
    )
    redis_url: str = option(
        "",
        "Redis or Valkey for events and limits over several processes; empty for none.",
        parse=values.redis,
        environment="REDIS_URL",
        secret=True,
    )
    media_url: str = option(
        "",
        "Another LiveKit server, as wss://livekit.example.org; empty for the built-in one.",
        parse=values.engine_address,
    )
    media_key: str = option("", "API key of that server.")
    media_secret: str = option("", "API secret of that server.", secret=True)
    recording_days: int = option(
        "90",
        "Days that a recording is kept, unless the meeting says otherwise.",
        parse=values.whole_number(1, LONGEST_RETENTION_DAYS),
    )
    recording_days_most: int = option(
        "730",
        "The most days that a meeting may choose, and to which a recording may be kept longer.",
        parse=values.whole_number(1, LONGEST_RETENTION_DAYS),
    )
    recording_hours: int = option(
        "12", "Hours after which a recording ends by itself.", parse=values.whole_number(1, 24)
    )
    recording_height: int = option(
        "360", "Lines of the cameras' picture in recordings: 360 or 720.", parse=values.one_of_numbers(360, 720)
    )
    recording_quota: int = option(
        "50",
        "Gigabytes of recordings that one meeting may hold; 0 for no limit.",
        parse=values.whole_number(0, 1_000_000),
    )
    recording_quota_total: int = option(
        "0",
        "Gigabytes of recordings that the installation may hold; 0 for no limit.",
        parse=values.whole_number(0, 1_000_000),
    )
    import_limit: int = option(
        "10", "Gigabytes of a sound or video file that people may import.", parse=values.whole_number(1, 1_000)
    )
    share_links: bool = option(
        "yes", "Recordings may be shared by a link that works without an account.", parse=values.yes_or_no
    )
    s3_url: str = option(
        "",
        "S3-compatible storage for recordings, as https://s3.example.org/bucket; empty for the data folder.",
        parse=values.s3,
    )
    s3_region: str = option("us-east-1", "Region of that storage.")
    s3_key: str = option("", "Access key of that storage.")
    s3_secret: str = option("", "Secret key of that storage.", secret=True)
    captions_engine: str = option(
        "whisper",
        "What makes live captions: whisper (in the box), sherpa, kyutai, realtime, or none.",
        parse=values.one_of("whisper", "sherpa", "kyutai", "realtime", "none", unsaid=("scripted",)),
    )
    captions_model: Path | None = option(
        "",
        "Folder of the model for captions: a Whisper model of CTranslate2, or a streaming model of sherpa-onnx;"
        " empty for the one in the box.",
        parse=values.optional_path,
    )
    captions_url: str = option(
        "",
        "WebSocket address of a recognition server for captions, as ws://gpu.example.org:8080.",
        parse=values.recognition_address,
    )
    captions_url_model: str = option("", "Name of the model on that server, where it has several.")
    captions_key: str = option("", "Key of that server.", secret=True)
    captions_threads: int = option(
        "2", "Processors that captions of one meeting may take.", parse=values.whole_number(1, 64)
    )
    translation_model: Path | None = option(
        "",
        "Folder of a model that translates captions here, in CTranslate2's format: OPUS-MT, M2M100 or NLLB; or a folder"
        " of several such folders; empty for none.",
        parse=values.optional_path,
    )
    translation_url: str = option(
        "",
        "Address of a language model that translates captions, as https://llm.example.org/v1; empty for none."
        " Captions are sent there while somebody reads them translated.",
        parse=values.service_address,
    )
    translation_url_model: str = option("", "Name of the model on that server.")
    translation_key: str = option("", "Key of that server.", secret=True)
    translation_languages: tuple[str, ...] = option(
        "",
        "Languages into which captions may be translated, by codes separated by commas; empty for all of the model,"
        " and for de, en, es, fr, it, nl, pt with a server.",
        parse=values.language_codes,
    )
    transcripts_engine: str = option(
        "whisper",
        "What makes texts of recordings: whisper (in the box), parakeet, openai (a server that speaks the OpenAI"
        " protocol), or none.",
        parse=values.one_of("whisper", "parakeet", "openai", "none", unsaid=("scripted",)),
    )
    transcripts_model: Path | None = option(
        "",
        "Folder of the model for texts: a Whisper model of CTranslate2, or Parakeet as ONNX; empty for the one in the"
        " box.",
        parse=values.optional_path,
    )
    transcripts_url: str = option(
        "",
        "Address of a recognition server for texts, as https://gpu.example.org/v1. Recorded voices are sent there.",
        parse=values.service_address,
    )
    transcripts_url_model: str = option("", "Name of the model on that server.")
    transcripts_key: str = option("", "Key of that server.", secret=True)
    transcripts_threads: int = option(
        "2", "Processors that making one text may take.", parse=values.whole_number(1, 64)
    )
    minutes_url: str = option(
        "",
        "Address of a language model that drafts minutes, as https://llm.example.org/v1; empty for none."
        " Texts of recordings are sent there when a host asks for minutes.",
        parse=values.service_address,
    )
    minutes_model: str = option("", "Name of the model on that server.")
    minutes_key: str = option("", "Key of that server.", secret=True)
    log_level: str = option("info", "debug, info, warning or error.", parse=values.log_level)
    test_clock: Path | None = option(
        "",
        "Unix socket by which tests advance the clock; refused unless listening on loopback only.",
        parse=values.optional_path,
    )
    dev: bool = option(
        "no",
        "Run Vite in front, so that the browser client reloads as it is edited.",
        parse=values.yes_or_no,
        flag=True,
    )


def declarations() -> dict[str, Declaration]:
    """Setting name → declaration, in order."""
    return {item.name: cast(Declaration, item.metadata["option"]) for item in fields(Options)}


def environment_name(name: str) -> str:
    return declarations()[name].environment or f"VISIO_{name.upper()}"


def flag_name(name: str) -> str:
    return "--" + name.replace("_", "-")


def read(given: Mapping[str, str], environment: Mapping[str, str]) -> Options:
    """Options from the command line (`given`, by setting name) and then the environment.

    A secret may also come from the file named by `<VARIABLE>_FILE`. Raises WrongSetting.
    """
    chosen: dict[str, Any] = {}
    for name, declaration in declarations().items():
        shown, raw = _raw(name, declaration, given, environment)
        if raw is None:
            continue
        try:
            chosen[name] = declaration.parse(raw)
        except ValueError as fault:
            raise WrongSetting(shown, str(fault)) from None
    options = Options(**chosen)
    check(options)
    return options


def _raw(
    name: str, declaration: Declaration, given: Mapping[str, str], environment: Mapping[str, str]
) -> tuple[str, str | None]:
    if name in given:
        return flag_name(name), given[name]
    variable = environment_name(name)
    if variable in environment:
        return variable, environment[variable]
    file = environment.get(f"{variable}_FILE") if declaration.secret else None
    if file:
        try:
            return f"{variable}_FILE", Path(file).read_text(encoding="utf-8").strip()
        except OSError as fault:
            raise WrongSetting(f"{variable}_FILE", f"the file cannot be read ({fault.strerror}).") from None
    return variable, None


def check(options: Options) -> None:
    """Settings that contradict each other. Raises WrongSetting."""
    if not options.bind:
        raise WrongSetting("--bind", "at least one IP address is needed.")
    if (options.tls_cert is None) != (options.tls_key is None):
        missing = "--tls-key" if options.tls_key is None else "--tls-cert"
        raise WrongSetting(missing, "certificate and key are needed together.")
    for name, file in (("--tls-cert", options.tls_cert), ("--tls-key", options.tls_key)):
        if file is not None and not (file.is_file() and os.access(file, os.R_OK)):
            raise WrongSetting(name, "the file is missing or cannot be read.")
    if options.media_url and not (options.media_key and options.media_secret):
        raise WrongSetting("VISIO_MEDIA_URL", "VISIO_MEDIA_KEY and VISIO_MEDIA_SECRET are needed with it.")
    if options.s3_url and not (options.s3_key and options.s3_secret):
        raise WrongSetting("VISIO_S3_URL", "VISIO_S3_KEY and VISIO_S3_SECRET are needed with it.")
    if options.recording_days > options.recording_days_most:
        raise WrongSetting("--recording-days", "cannot be more than --recording-days-most.")
    if options.captions_engine in ("kyutai", "realtime") and not options.captions_url:
        raise WrongSetting("--captions-url", f"needed with --captions-engine {options.captions_engine}.")
    if options.translation_model is not None and options.translation_url:
        raise WrongSetting("--translation-url", "cannot go with --translation-model; choose one.")
    if options.translation_model is not None and not options.translation_model.is_dir():
        raise WrongSetting("--translation-model", "the folder is not there.")
    if options.translation_url and not options.translation_url_model:
        raise WrongSetting("--translation-url-model", "needed with --translation-url.")
    if options.transcripts_engine == "openai" and not options.transcripts_url:
        raise WrongSetting("--transcripts-url", "needed with --transcripts-engine openai.")
    if options.transcripts_engine == "parakeet" and options.transcripts_model is None:
        raise WrongSetting("--transcripts-model", "needed with --transcripts-engine parakeet.")
    if options.minutes_url and not options.minutes_model:
        raise WrongSetting("--minutes-model", "needed with --minutes-url.")
    if options.test_clock is not None and not loopback_only(options):
        raise WrongSetting("--test-clock", "refused unless --bind holds loopback addresses only.")


def loopback_only(options: Options) -> bool:
    return all(address in ("::1",) or address.startswith("127.") for address in options.bind)


def manual() -> str:
    """`docs/options.md`."""
    lines = [
        "# Options of `visio serve`",
        "",
        "Made from `visio.config.options`. The command line wins over the environment. A variable that holds a secret",
        "may be given as a file instead: `<VARIABLE>_FILE`.",
        "",
        "| option | variable | default | meaning |",
        "| --- | --- | --- | --- |",
    ]
    for name, declaration in declarations().items():
        flag = "" if declaration.secret else f"`{flag_name(name)}`"
        default = f"`{declaration.default}`" if declaration.default else ""
        lines.append(f"| {flag} | `{environment_name(name)}` | {default} | {declaration.meaning} |")
    return "\n".join(lines) + "\n"


def environment(options: Options) -> dict[str, str]:
    """The variables that give a child process the same options."""
    return {environment_name(name): _as_text(getattr(options, name)) for name in declarations()}


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ",".join(cast("tuple[str, ...]", value))
    return "" if value is None else str(value)


_current: Options | None = None


def use(options: Options) -> None:
    """Makes these the options of the process. Called once, before Django is set up."""
    global _current
    _current = options


def current() -> Options:
    """The options of the process: those of `use`, else what the environment says."""
    global _current
    if _current is None:
        _current = read({}, os.environ)
    return _current
