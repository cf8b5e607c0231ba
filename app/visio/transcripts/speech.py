"""The speech process: `python -m visio.transcripts.speech task.json result.json`.

Watches its standard input, which is a pipe from whoever started it: when that one is gone, so is this.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading

ORPHANED = 9


def main() -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    runpy.run_module("visio_speech.transcribe.job", run_name="__main__", alter_sys=True)


def _end_with_parent() -> None:
    # Not through sys.stdin: a thread that waits inside it makes the interpreter abort at its end.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os._exit(ORPHANED)


if __name__ == "__main__":
    main()
