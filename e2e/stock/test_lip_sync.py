"""A flash and a click made at the same moment are played at the same moment."""

from statistics import median
from typing import Any

import pytest

from e2e.conftest import OUTPUT
from e2e.media import LEA, NOAH
from e2e.stock.conftest import Enter, Visitor
from e2e.stock.servers import LiveKitServer
from e2e.waiting import until

# ITU-R BT.1359 puts the threshold of detection at 45 ms early and 125 ms late.
LIMIT_MS = 60.0
FLASHES = 6


def skew_settles(viewer: Visitor, sender: Visitor, stage: str, *, bias_ms: float) -> None:
    """Measures until the middle of some flashes is within the limit: a player needs some seconds to align its tracks.

    `bias_ms` is what the instrument shows where the two are together by construction.
    """
    measured: list[float] = []

    def aligned() -> bool:
        skews = viewer.do("measureSkew", sender.identity, FLASHES)
        assert skews, "no click was heard near any flash"
        measured.append(round(median(skews) - bias_ms, 1))
        return abs(measured[-1]) <= LIMIT_MS

    until(f"sound and picture are together {stage}", aligned, limit_s=45, explain=lambda: measured)
    note(f"{viewer.server.kind} {stage}", measured)


def note(what: str, figures: list[float]) -> None:
    OUTPUT.mkdir(exist_ok=True)
    with (OUTPUT / "lip-sync.txt").open("a", encoding="utf-8") as out:
        out.write(f"{what}: {figures} ms\n")


def test_sound_and_picture_stay_together(server: LiveKitServer, enter: Enter) -> None:
    if server.kind != "visio":
        pytest.skip("how close the two are is a promise of ours")
    room = server.fresh_room()
    # Nothing but what is measured runs beside: both pages paint on two cores.
    sender = enter("chromium", NOAH, room, publish=False)
    sender.do("publishFlashAndClick")
    viewer = enter("chromium", LEA, room, publish=False)
    viewer.person.sees_motion(viewer.video_of(sender))
    viewer.person.finds(f'audio[data-participant="{sender.identity}"]')
    bias_ms = median(sender.do("measureOwnSkew", FLASHES))
    note(f"{server.kind} instrument", [round(bias_ms, 1)])
    skew_settles(viewer, sender, "at first", bias_ms=bias_ms)

    viewer.do("quality", sender.identity, "low")
    skew_settles(viewer, sender, "after a change of layer", bias_ms=bias_ms)

    mute_and_unmute(sender, viewer, seconds=60)
    skew_settles(viewer, sender, "after a mute of a minute", bias_ms=bias_ms)


def mute_and_unmute(sender: Visitor, viewer: Visitor, *, seconds: float) -> None:
    """Sound and picture are muted for so long by the page's own clock."""
    for source in ("microphone", "camera"):
        sender.person.evaluate("(s) => window.stage.room.localParticipant.getTrackPublication(s).mute()", source)
    until("the mute is known", lambda: set(happened(viewer, "muted")) == {"microphone", "camera"})
    since: float = sender.person.evaluate("() => performance.now()")
    until(
        "the mute has lasted",
        lambda: sender.person.evaluate("(since) => performance.now() - since", since) >= seconds * 1000,
        limit_s=seconds * 2,
        poll_s=1,
    )
    for source in ("microphone", "camera"):
        sender.person.evaluate("(s) => window.stage.room.localParticipant.getTrackPublication(s).unmute()", source)
    until("the unmute is known", lambda: set(happened(viewer, "unmuted")) == {"microphone", "camera"})
    viewer.person.sees_motion(viewer.video_of(sender))


def happened(viewer: Visitor, what: str) -> list[Any]:
    return viewer.happened(what)
