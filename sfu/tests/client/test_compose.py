"""Files composed of a finished part: seen and heard by decoding them."""

import json
import signal
import subprocess
import sys
import time
from array import array
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from visio_client.compose import (
    Chapter,
    ComposeFailed,
    ComposeUnavailable,
    Part,
    Someone,
    Words,
    compose,
    ffmpeg,
    produce,
)
from visio_client.compose.meeting import Attendee, Meeting, gather
from visio_client.compose.scene import FRAMES, Box, fitted, grid, scenes
from visio_client.record import NotARecording

SIZE = (320, 180)
SECONDS = 6.0
RED, BLUE, GREEN = (255, 0, 0), (0, 0, 255), (0, 128, 0)
BEEP = 3.0
"""Each voice is silent until then."""


def encode(source: str, codec: str, path: Path) -> None:
    subprocess.run(f"ffmpeg -v error -y {source} {codec} {path}".split(), check=True)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A red and a blue camera, one that turns from red to blue in the middle, a screen that stands still, a voice."""
    folder = tmp_path_factory.mktemp("tracks")
    for name in ("red", "blue"):
        card = f"-f lavfi -i color=c={name}:s=160x90:r=15:d={SECONDS}"
        encode(card, "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 200k -g 30", folder / f"{name}.webm")
    turning = f"-f lavfi -i color=c=red:s=160x90:r=15:d={SECONDS} -vf drawbox=c=blue:t=fill:enable='gte(t,{BEEP})'"
    encode(turning, "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 200k -g 900", folder / "turning.webm")
    encode("-f lavfi -i color=c=red:s=160x90:r=1:d=1", "-c:v libvpx", folder / "still.webm")
    tone = f"-f lavfi -i sine=f=1000:r=48000:d={SECONDS} -af volume=0:enable='lt(t,{BEEP})'"
    encode(tone, "-c:a libopus -b:a 32k", folder / "voice.webm")
    return folder


@pytest.fixture
def part(files: Path, tmp_path: Path) -> Callable[..., Path]:
    """Writes a finished part: `part(tracks=[track(…), …], speaking=[…])`."""

    def write(tracks: list[dict[str, Any]], speaking: list[tuple[float, float, str]] | None = None) -> Path:
        folder = tmp_path / "part"
        folder.mkdir()
        for number, entry in enumerate(tracks):
            source = entry.pop("of")
            entry["id"], entry["file"] = f"t{number}", f"t{number}.webm"
            (folder / entry["file"]).write_bytes((files / source).read_bytes() if source else b"nothing to decode")
        manifest = {
            "version": 1,
            "recording": "R",
            "part": 1,
            "started_at": "2026-11-22T20:00:00.000Z",
            "seconds": SECONDS,
            "complete": True,
            "why": "stopped",
            "tracks": tracks,
            "refused": [],
            "speaking": speaking or [],
            "gaps": [],
        }
        (folder / "manifest.json").write_text(json.dumps(manifest))
        return folder

    return write


def track(who: str, of: str, kind: str = "video", **more: Any) -> dict[str, Any]:
    return {
        "of": of,
        "participant": who,
        "identity": who,
        "name": who.title(),
        "kind": kind,
        "source": "camera" if kind == "video" else "microphone",
        "codec": "vp8" if kind == "video" else "opus",
        "bytes": 1,
        "start": 0.0,
        "end": SECONDS,
        "spans": [[0.0, SECONDS]],
        "fit": {"drift_ppm": 0.0, "error_ms": 0.0},
        "pictures": [{"at": 0.0, "width": 160, "height": 90}] if kind == "video" else [],
        **more,
    }


def colour(path: Path, at: float, x: int, y: int) -> tuple[int, int, int]:
    """The colour of a spot."""
    show = f"ffmpeg -v error -ss {at} -i {path} -frames:v 1 -vf crop=2:2:{x}:{y} -f rawvideo -pix_fmt rgb24 -"
    pixels = subprocess.run(show.split(), check=True, capture_output=True).stdout
    return pixels[0], pixels[1], pixels[2]


def is_near(seen: tuple[int, int, int], wanted: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(seen, wanted, strict=True))


def onset(path: Path) -> float:
    """When sound begins."""
    decode = f"ffmpeg -v error -i {path} -map a -ac 1 -ar 16000 -f s16le -"
    samples = array("h", subprocess.run(decode.split(), check=True, capture_output=True).stdout)
    return next(number for number, sample in enumerate(samples) if abs(sample) > 1000) / 16_000


def shown_at(path: Path) -> list[float]:
    """When each picture is shown."""
    command = f"ffprobe -v error -select_streams v -show_entries packet=pts_time -of csv=p=0 {path}"
    return sorted(
        float(line) for line in subprocess.run(command.split(), check=True, capture_output=True).stdout.split()
    )


def told(path: Path) -> dict[str, Any]:
    command = f"ffprobe -v error -show_chapters -show_format -show_streams -of json {path}"
    answer: dict[str, Any] = json.loads(subprocess.run(command.split(), check=True, capture_output=True).stdout)
    return answer


def test_everybody_is_seen_and_heard_at_their_time(part: Callable[..., Path], tmp_path: Path) -> None:
    folder = part([track("lea", "red.webm"), track("malik", "blue.webm"), track("lea", "voice.webm", "audio")])
    heard: list[float] = []
    made = compose([Part(folder)], tmp_path, layout="grid", size=SIZE, progress=heard.append)
    assert is_near(colour(made.path, 2, 40, 90), RED)
    assert is_near(colour(made.path, 2, 280, 90), BLUE)
    assert abs(onset(made.path) - BEEP) < 0.04
    assert abs(float(told(made.path)["format"]["duration"]) - SECONDS) < 0.1
    assert shown_at(made.path) == [number / FRAMES for number in range(round(SECONDS * FRAMES))]
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    assert [entry.name for entry in tmp_path.iterdir()] in (["part", made.path.name], [made.path.name, "part"])


def test_the_second_part_begins_where_it_began(part: Callable[..., Path], tmp_path: Path) -> None:
    folder = part([track("lea", "red.webm"), track("lea", "voice.webm", "audio")])
    made = compose([Part(folder, offset=4.0)], tmp_path, layout="grid", size=SIZE)
    assert not is_near(colour(made.path, 2, 160, 60), RED)
    assert is_near(colour(made.path, 6, 160, 60), RED)
    assert abs(onset(made.path) - (4.0 + BEEP)) < 0.04


def test_a_placeholder_stands_for_who_refused(part: Callable[..., Path], tmp_path: Path) -> None:
    folder = part([track("lea", "red.webm")])
    malik = Someone("Malik: ';[out]%{pts}\\\n", [(0.0, SECONDS)])
    words = Words(not_recorded="Non enregistré '%{n}", muted="Micro coupé")
    made = compose([Part(folder)], tmp_path, layout="grid", size=SIZE, others=[malik], words=words)
    assert is_near(colour(made.path, 2, 40, 90), RED)
    assert is_near(colour(made.path, 2, 170, 50), (0x1F, 0x26, 0x2D))


def test_the_picture_follows_the_speaker_and_other_cameras_are_not_decoded(
    part: Callable[..., Path], tmp_path: Path
) -> None:
    speaking = [(0.0, 3.0, "lea"), (3.0, 6.0, "malik")]
    tracks = [track("lea", "red.webm"), track("malik", "blue.webm"), track("silent", "")]
    made = compose([Part(part(tracks, speaking))], tmp_path, layout="speaker", size=SIZE)
    assert is_near(colour(made.path, 1, 160, 60), RED)
    assert is_near(colour(made.path, 5, 160, 60), BLUE)


def test_a_screen_is_large_while_it_is_shared(part: Callable[..., Path], tmp_path: Path) -> None:
    screen = track("malik", "blue.webm", source="screen_share", start=2.0, end=4.0, spans=[[2.0, 4.0]])
    made = compose([Part(part([track("lea", "red.webm"), screen]))], tmp_path, layout="presentation", size=SIZE)
    assert is_near(colour(made.path, 1, 120, 60), RED)
    assert is_near(colour(made.path, 3, 120, 60), BLUE)
    assert is_near(colour(made.path, 5, 120, 60), RED)


def test_people_beside_a_screen_keep_their_places_while_others_speak(part: Callable[..., Path]) -> None:
    people = [track(who, "red.webm") for who in "abcdef"]
    folder = part([*people, track("a", "blue.webm", source="screen_share")], [(0, 2, "b"), (2, 4, "d"), (4, 6, "f")])
    planned = list(scenes(gather([Part(folder)], []), "presentation", SIZE))
    assert [[tile.key for tile in scene.tiles[1:]] for scene in planned] == [list("abcd"), list("abdf")]


def test_a_muted_camera_shows_no_picture(part: Callable[..., Path], tmp_path: Path) -> None:
    lea = track("lea", "red.webm", spans=[[0.0, 2.0], [4.0, SECONDS]])
    made = compose([Part(part([lea]))], tmp_path, layout="grid", size=SIZE)
    seen = [is_near(colour(made.path, at, 40, 40), RED) for at in (1, 3, 5)]
    assert seen == [True, False, True]


def test_a_scene_between_keyframes_shows_each_picture_at_its_time(part: Callable[..., Path], tmp_path: Path) -> None:
    folder = part([track("lea", "turning.webm")])
    guest = Someone("Guest", [(2.5, SECONDS)])
    made = compose([Part(folder)], tmp_path, layout="grid", size=SIZE, others=[guest])
    for at in (2.6, BEEP - 0.1):
        assert is_near(colour(made.path, at, 40, 90), RED)
    for at in (BEEP + 0.1, 5):
        assert is_near(colour(made.path, at, 40, 90), BLUE)
    assert shown_at(made.path) == [number / FRAMES for number in range(round(SECONDS * FRAMES))]


def test_pieces_of_a_long_scene_join_without_a_hole(
    part: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(produce, "PIECE", 40)
    made = compose([Part(part([track("lea", "turning.webm")]))], tmp_path, layout="grid", size=SIZE)
    assert shown_at(made.path) == [number / FRAMES for number in range(round(SECONDS * FRAMES))]
    seen = [is_near(colour(made.path, at, 160, 60), RED) for at in (0.5, 2, BEEP - 0.1, BEEP + 0.1, 5)]
    assert seen == [True, True, True, False, False]


def test_a_screen_that_stood_still_is_seen_in_later_scenes(part: Callable[..., Path], tmp_path: Path) -> None:
    folder = part([track("lea", "still.webm", source="screen_share"), track("lea", "voice.webm", "audio")])
    guest = Someone("Guest", [(4.0, SECONDS)])
    made = compose([Part(folder)], tmp_path, layout="presentation", size=SIZE, others=[guest])
    for at in (1, 3, 5):
        assert is_near(colour(made.path, at, 100, 90), RED)
    assert abs(float(told(made.path)["format"]["duration"]) - SECONDS) < 0.1


def test_a_picture_that_fits_without_the_gap_is_cut_and_not_scaled(part: Callable[..., Path]) -> None:
    meeting = gather([Part(part([track(who, "red.webm") for who in "abcd"]))], [])
    (scene,) = scenes(meeting, "grid", SIZE)
    assert [(tile.whole.width, tile.whole.height) for tile in scene.tiles] == [(160, 90)] * 4
    assert [tile.inner for tile in scene.tiles] == [tile.box for tile in scene.tiles]


def test_chapters_and_captions_are_in_the_file(part: Callable[..., Path], tmp_path: Path) -> None:
    captions = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Léa>Bonjour à tous\n"
    chapters = [Chapter(0.0, "Beginning = #1; \\n"), Chapter(4.0, "Léa shares")]
    folder = part([track("lea", "red.webm"), track("lea", "voice.webm", "audio")])
    made = compose([Part(folder)], tmp_path, layout="grid", size=SIZE, chapters=chapters, captions=captions)
    facts = told(made.path)
    titles = [(float(chapter["start_time"]), chapter["tags"]["title"]) for chapter in facts["chapters"]]
    assert titles == [(0.0, "Beginning = #1; \\n"), (4.0, "Léa shares")]
    assert "subtitle" in [stream["codec_type"] for stream in facts["streams"]]


def test_sound_alone_has_no_picture(part: Callable[..., Path], tmp_path: Path) -> None:
    voices = [track(f"p{number}", "voice.webm", "audio") for number in range(30)]
    made = compose([Part(part(voices))], tmp_path, layout="sound")
    assert {stream["codec_type"] for stream in told(made.path)["streams"]} <= {"audio", "data"}
    assert abs(onset(made.path) - BEEP) < 0.04


def test_without_the_program_it_says_what_to_install(
    part: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = part([track("lea", "red.webm")])
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ComposeUnavailable, match="install"):
        compose([Part(folder)], tmp_path)


def test_a_file_that_cannot_be_decoded_fails_and_leaves_nothing(part: Callable[..., Path], tmp_path: Path) -> None:
    folder = part([track("lea", "")])
    with pytest.raises(ComposeFailed) as failed:
        compose([Part(folder)], tmp_path / "made", size=SIZE)
    assert failed.value.code == "ffmpeg-failed"
    assert not list((tmp_path / "made").iterdir())


def test_more_complaints_than_a_pipe_holds_do_not_stop_ffmpeg(tmp_path: Path) -> None:
    told: list[float] = []
    sound = ["-f", "lavfi", "-i", "sine=r=48000:d=60"]
    # A line for each frame, as a damaged track may give.
    ffmpeg.run(
        ["-loglevel", "info", *sound, "-af", "ashowinfo", "-f", "null", "-"], folder=tmp_path, progress=told.append
    )
    assert told[-1] == pytest.approx(60, abs=0.1)


def test_a_full_disk_is_said_so_and_leaves_nothing(part: Callable[..., Path], tiny_disk: Path) -> None:
    folder = part([track("lea", "red.webm"), track("lea", "voice.webm", "audio")])
    (tiny_disk / "others").write_bytes(bytes(580_000))
    with pytest.raises(ComposeFailed) as failed:
        compose([Part(folder)], tiny_disk / "made", size=SIZE)
    assert failed.value.code == "disk"
    assert not list((tiny_disk / "made").iterdir())


def test_what_is_no_part_or_holds_nobody_is_said_so(part: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(NotARecording):
        compose([Part(tmp_path)], tmp_path)
    with pytest.raises(ComposeFailed) as failed:
        compose([Part(part([]))], tmp_path)
    assert failed.value.code == "nothing"


def test_whoever_kills_the_composer_kills_its_programs(part: Callable[..., Path], tmp_path: Path) -> None:
    folder = part([track("lea", "red.webm"), track("lea", "voice.webm", "audio")])
    code = (
        "import sys; from pathlib import Path; from visio_client.compose import Part, compose\n"
        "compose([Part(Path(sys.argv[1]), float(number * 6)) for number in range(50)], Path(sys.argv[2]))"
    )
    composer = subprocess.Popen([sys.executable, "-c", code, str(folder), str(tmp_path / "made")])
    children = wait_for(lambda: children_of(composer.pid))
    composer.send_signal(signal.SIGKILL)
    composer.wait()
    wait_for(lambda: not any(is_running(child) for child in children))


def wait_for(condition: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 60
    while not (value := condition()):
        assert time.monotonic() < deadline, "it never became true"
        time.sleep(0.02)
    return value


def children_of(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    return [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


@given(count=st.integers(min_value=0, max_value=25))
def test_places_of_a_grid_are_equal_and_do_not_overlap(count: int) -> None:
    boxes = grid((1280, 720), count)
    assert len(boxes) == count
    assert len({(box.width, box.height) for box in boxes}) <= 1
    for number, box in enumerate(boxes):
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= 1280
        assert box.y + box.height <= 720
        assert not any(overlap(box, other) for other in boxes[number + 1 :])


def overlap(one: Box, other: Box) -> bool:
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


@given(width=st.integers(1, 5000), height=st.integers(1, 5000))
def test_a_picture_of_any_shape_stays_inside_its_place(width: int, height: int) -> None:
    box = fitted(Box(100, 50, 400, 226), (width, height))
    assert box.x >= 100
    assert box.y >= 50
    assert box.x + box.width <= 502
    assert box.y + box.height <= 278


@given(
    spans=st.lists(st.tuples(st.floats(0, 60), st.floats(0, 60)), max_size=6),
    speaking=st.lists(st.tuples(st.floats(0, 60), st.floats(0, 60), st.sampled_from("abc")), max_size=8),
    layout=st.sampled_from(["grid", "speaker", "presentation"]),
)
def test_scenes_cover_the_whole_line_once(spans: Any, speaking: Any, layout: Any) -> None:
    people = [
        Attendee(key=key, name=key, recorded=True, spans=[(min(span), max(span)) for span in spans[number::3]])
        for number, key in enumerate("abc")
    ]
    turns = sorted((min(start, end), max(start, end), key) for start, end, key in speaking)
    planned = list(scenes(Meeting(60.0, people, [], turns), layout, SIZE))
    assert planned[0].first == 0
    assert planned[-1].last == 60 * FRAMES
    assert all(earlier.last == later.first for earlier, later in pairwise(planned))
