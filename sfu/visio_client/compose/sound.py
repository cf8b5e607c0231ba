"""All voices in one file."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from visio_client.compose import ffmpeg
from visio_client.compose.meeting import Clip

AT_ONCE: Final = 24
"""Files that one run opens; more are mixed in steps."""
LIMIT: Final = "alimiter=limit=0.95:level=false"


def mix(
    clips: Sequence[Clip],
    seconds: float,
    *,
    folder: Path,
    codec: Sequence[str],
    target: str,
    progress: Callable[[float], None],
) -> None:
    """Mixes the tracks into `target` in `folder`, exactly so long. Raises ComposeFailed.

    `progress` hears a fraction.
    """
    steps = max(1, -(-len(clips) // AT_ONCE))
    halves: list[str] = []
    for step in range(steps if steps > 1 else 0):
        name = f"mix{step}.flac"
        batch = clips[step * AT_ONCE : (step + 1) * AT_ONCE]
        _run(
            _tracks(batch),
            seconds,
            folder,
            ["-c:a", "flac"],
            name,
            lambda part, step=step: progress((step + part) / (steps + 1)),
        )
        halves.append(name)
    if not halves:
        return _run(_tracks(clips), seconds, folder, codec, target, progress)
    sources = [(["-i", name], "anull") for name in halves]
    return _run(sources, seconds, folder, codec, target, lambda part: progress((steps + part) / (steps + 1)))


def _tracks(clips: Sequence[Clip]) -> list[tuple[list[str], str]]:
    """Each track from where it is heard: what is only silence in front is not decoded.

    Its times are kept by filling and resampling.
    """
    sources: list[tuple[list[str], str]] = []
    for clip in clips:
        begin = max(0.0, clip.track.start - 0.1)
        delay = round((clip.offset + begin) * 1000)
        options = ["-ss", f"{begin:.3f}", "-i", str(clip.path.resolve())]
        sources.append(
            (options, f"aresample=48000:async=1000:first_pts=0,aformat=channel_layouts=stereo,adelay={delay}:all=1")
        )
    return sources


def _run(
    sources: Sequence[tuple[list[str], str]],
    seconds: float,
    folder: Path,
    codec: Sequence[str],
    target: str,
    progress: Callable[[float], None],
) -> None:
    chains = [f"[{number}:a]{filters}[a{number}]" for number, (_, filters) in enumerate(sources)]
    labels = "".join(f"[a{number}]" for number in range(len(sources)))
    if not sources:
        chains.append("anullsrc=r=48000:cl=stereo,anull[mixed]")
    else:
        chains.append(f"{labels}amix=inputs={len(sources)}:normalize=0:dropout_transition=0[mixed]")
    chains.append(f"[mixed]{LIMIT},apad,atrim=end={seconds:.3f}[out]")
    (folder / "sound.txt").write_text(";\n".join(chains), encoding="utf-8")
    inputs = [option for options, _ in sources for option in options]
    arguments = [*inputs, "-filter_complex_script", "sound.txt", "-map", "[out]", *codec, target]
    ffmpeg.run(arguments, folder=folder, progress=lambda made: progress(min(1.0, made / max(seconds, 0.001))))
