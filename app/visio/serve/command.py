"""`visio serve`."""

from __future__ import annotations

import asyncio
import sys
from contextlib import ExitStack

from visio.config import logs
from visio.config.options import Options
from visio.serve.http import check_certificate
from visio.serve.prepare import data_folder
from visio.serve.product import Product
from visio.serve.refusal import StartRefused
from visio.serve.sockets import listen

REFUSED = 2


def serve(options: Options) -> int:
    """Runs until a signal. Exit code 0; 2 when the start was refused, with one sentence on standard error."""
    logs.set_up(options.log_level)
    with ExitStack() as stack:
        try:
            check_certificate(options)
            secrets = stack.enter_context(data_folder(options))
            # In --dev Vite holds the port.
            sockets = listen(options.bind, 0 if options.dev else options.port)
            for each in sockets:
                stack.callback(each.close)
            return asyncio.run(Product(options, secrets, sockets).run())
        except StartRefused as refusal:
            sys.stderr.write(f"visio: {refusal}\n")
            return REFUSED
