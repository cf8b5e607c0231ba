"""A sound card for machines without one.

Firefox keeps its audio graph suspended where no sound can be played, so that neither a page's level meter nor the
tests' ears would work. A PulseAudio of the tests' own with a null speaker behaves like any sound card.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from e2e.waiting import until


class SoundCard:
    """A running PulseAudio; programs started afterwards find it by PULSE_SERVER."""

    def __init__(self) -> None:
        program = shutil.which("pulseaudio")
        if program is None:
            raise RuntimeError("pulseaudio is missing: apt install pulseaudio")
        self._folder = tempfile.TemporaryDirectory(prefix="visio-sound-")
        folder = Path(self._folder.name)
        socket = folder / "socket"
        self._process = subprocess.Popen(
            [
                *(program, "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit", "--realtime=no"),
                f"--load=module-native-protocol-unix socket={socket} auth-anonymous=1",
                "--load=module-null-sink sink_name=speaker",
            ],
            env={**os.environ, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until("the sound card is there", socket.exists)
        os.environ["PULSE_SERVER"] = f"unix:{socket}"

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        os.environ.pop("PULSE_SERVER", None)
        self._folder.cleanup()
