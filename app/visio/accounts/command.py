"""`visio accounts add` and `invite`: print a one-time link."""

from __future__ import annotations

import argparse
import sys

from visio.config import running
from visio.config.options import Options
from visio.config.printed import base_address
from visio.config.setup import with_data


def print_link(options: Options, arguments: argparse.Namespace) -> int:
    """Prints the link on standard output. Exit code 1, with a sentence, when there is such an account."""
    with_data()
    from django.core.management import call_command

    from visio.accounts import links
    from visio.errors import VisioError

    call_command("migrate", verbosity=0, interactive=False)
    try:
        token = links.make_invitation(
            arguments.email,
            name=getattr(arguments, "person", ""),
            operator=bool(getattr(arguments, "operator", False)),
        )
    except VisioError as refusal:
        sys.stderr.write(f"visio: {refusal.explained}\n")
        return 1
    known = None if options.public_url else running.address(options.data)
    sys.stdout.write(f"{known or base_address(options, options.port)}/invitation#{token}\n")
    return 0
