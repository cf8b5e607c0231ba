"""`visio vocabulary show` and `set`: the words that engines should expect in the whole installation."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from visio.config.setup import with_data


def run(arguments: argparse.Namespace) -> int:
    """Prints the words, one a line; `set` reads them so first. Exit code 1, with a sentence, when that is refused."""
    with_data()
    from django.core.management import call_command

    from visio.config.clock import now
    from visio.errors import VisioError
    from visio.transcripts import vocabulary

    call_command("migrate", verbosity=0, interactive=False)
    try:
        if arguments.act == "set":
            vocabulary.change(None, _lines(arguments.file), account="", now=now())
        sys.stdout.writelines(f"{word}\n" for word in vocabulary.words_of(None))
    except (VisioError, OSError, UnicodeDecodeError) as refusal:
        sys.stderr.write(f"visio: {_sentence(refusal)}\n")
        return 1
    return 0


def _lines(file: str) -> list[str]:
    """Lines of a file, or of standard input for `-`."""
    text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    return text.splitlines()


def _sentence(refusal: Exception) -> str:
    explained = getattr(refusal, "explained", None)
    return str(explained) if explained else "The file cannot be read as text."
