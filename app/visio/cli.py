"""The `visio` command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

import visio
from visio.config import options
from visio.config.folder import DataFolderRefused
from visio.config.options import Options, WrongSetting

# The exit code of a start that was refused; the reason is one sentence on standard error.
REFUSED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    given = parser().parse_args(arguments)
    try:
        chosen = options.read(_given(given), os.environ)
        options.use(chosen)
        return _run(given, chosen)
    except (WrongSetting, DataFolderRefused) as refusal:
        sys.stderr.write(f"visio: {refusal}\n")
        return REFUSED


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="visio", description="Videoconferences on one machine, by one command.")
    top.add_argument("--version", action="version", version=visio.__version__)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add_options(commands.add_parser("serve", help="start everything"))
    add_options(commands.add_parser("worker", help="what `serve` starts as its child; not to be started by hand"))
    job = commands.add_parser("job", help="what the worker starts for long work; not to be started by hand")
    recorder = commands.add_parser("recorder", help="what the worker starts for a recording; not to be started by hand")
    captioner = commands.add_parser(
        "captioner", help="what the worker starts for live captions; not to be started by hand"
    )
    captioner.add_argument("key")
    job.add_argument("key")
    recorder.add_argument("key")
    accounts = commands.add_parser("accounts", help="make accounts").add_subparsers(dest="act", required=True)
    add = accounts.add_parser("add", help="print a one-time link by which a person gets an account of this name")
    invite = accounts.add_parser("invite", help="print a one-time link by which a person gets an account")
    for command in (add, invite):
        command.add_argument("email")
        add_options(command, only=("data", "database_url", "public_url", "port"))
    add.add_argument("--name", dest="person", default="", help="the person's name")
    add.add_argument("--operator", action="store_true", help="make this person an administrator")
    vocabulary = commands.add_parser("vocabulary", help="words that speech recognition should expect everywhere")
    words = vocabulary.add_subparsers(dest="act", required=True)
    show = words.add_parser("show", help="print them, one a line")
    change = words.add_parser("set", help="replace them by the lines of a file")
    change.add_argument("file", help="a text file with one word or name a line; - reads standard input")
    for command in (show, change):
        add_options(command, only=("data", "database_url"))
    commands.add_parser("openapi", help="print the OpenAPI file")
    manual = commands.add_parser("manual", help="print a generated manual page")
    manual.add_argument("page", choices=["options", "errors"])
    return top


def add_options(command: argparse.ArgumentParser, only: Sequence[str] | None = None) -> None:
    """The declared settings as command line options. Secrets come from the environment or files, never from here."""
    for name, declaration in options.declarations().items():
        if declaration.secret or (only is not None and name not in only):
            continue
        meaning = declaration.meaning.replace("%", "%%")
        if declaration.flag:
            command.add_argument(
                options.flag_name(name), dest=f"option_{name}", action="store_const", const="yes", help=meaning
            )
        else:
            command.add_argument(options.flag_name(name), dest=f"option_{name}", metavar="…", help=meaning)


def _given(arguments: argparse.Namespace) -> dict[str, str]:
    found = vars(arguments)
    return {name: found[f"option_{name}"] for name in options.declarations() if found.get(f"option_{name}") is not None}


def _run(arguments: argparse.Namespace, chosen: Options) -> int:
    match arguments.command:
        case "serve":
            from visio.serve import serve

            return serve(chosen)
        case "worker":
            from visio.worker import work

            return work(chosen)
        case "job":
            from visio.jobs.child import run

            return run(chosen, arguments.key)
        case "recorder":
            from visio.recordings.recorder import run as record

            return record(chosen, arguments.key)
        case "accounts":
            from visio.accounts.command import print_link

            return print_link(chosen, arguments)
        case "vocabulary":
            from visio.transcripts.command import run as keep_words

            return keep_words(arguments)
        case "captioner":
            from visio.captions.captioner.command import run as caption

            return caption(chosen, arguments.key)
        case "openapi":
            from visio.api.document import print_openapi

            return print_openapi()
        case _:
            return _manual(arguments.page)


def _manual(page: str) -> int:
    if page == "options":
        sys.stdout.write(options.manual())
        return 0
    from visio.config.setup import without_data

    without_data()
    from visio.errors.table import manual

    sys.stdout.write(manual())
    return 0


if __name__ == "__main__":
    sys.exit(main())
