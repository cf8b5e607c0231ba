"""Bytes and texts: frames, MessagePack, upsampling, the stable part of a text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recognition_servers import packed_map, unpacked_map
from visio_speech.caption.frames import LONGEST, Frame, FrameInvalid, FrameReader, Kind, encode
from visio_speech.caption.msgpack import MessageInvalid, pack, unpack
from visio_speech.caption.stable import stable_prefix
from visio_speech.caption.upsample import Upsampler

frames = st.builds(
    Frame,
    kind=st.sampled_from(Kind),
    stream=st.integers(0, 2**32 - 1),
    content=st.binary(max_size=2000),
    at=st.floats(allow_nan=False, allow_infinity=False),
)


@given(st.lists(frames, max_size=5), st.integers(1, 50))
def test_frames_come_out_as_they_went_in_however_the_bytes_are_cut(sent: list[Frame], cut: int) -> None:
    data = b"".join(encode(frame) for frame in sent)
    reader = FrameReader()
    got = [frame for first in range(0, len(data), cut) for frame in reader.feed(data[first : first + cut])]
    assert got == sent


@given(st.binary(max_size=200))
def test_other_bytes_are_refused_or_wait(data: bytes) -> None:
    try:
        FrameReader().feed(data)
    except FrameInvalid:
        return


def test_a_frame_that_is_too_long_is_refused_before_it_is_held() -> None:
    with pytest.raises(FrameInvalid):
        encode(Frame(Kind.SOUND, content=bytes(LONGEST + 1)))
    head = encode(Frame(Kind.SOUND, 1, b""))[:5] + (LONGEST + 1).to_bytes(4, "big") + bytes(8)
    with pytest.raises(FrameInvalid):
        FrameReader().feed(head)


def test_messages_to_moshi_server_are_these_bytes() -> None:
    assert pack({"type": "Marker", "id": 7}) == b"\x82\xa4type\xa6Marker\xa2id\x07"
    small = pack({"type": "Audio", "pcm": np.array([0.0, 0.5], np.float32)})
    assert small == b"\x82\xa4type\xa5Audio\xa3pcm\x92\xca\x00\x00\x00\x00\xca\x3f\x00\x00\x00"
    assert unpacked_map(pack({"type": "Marker", "id": 3_000_000_000}))["id"] == 3_000_000_000


@given(st.lists(st.floats(-1, 1, width=32), min_size=16, max_size=1920))
def test_sound_arrives_as_it_was_sent(values: list[float]) -> None:
    pcm = np.asarray(values, dtype=np.float32)
    assert (unpacked_map(pack({"type": "Audio", "pcm": pcm}))["pcm"] == pcm).all()


def test_messages_of_moshi_server_are_read() -> None:
    assert unpack(packed_map(type="Word", text="été", start_time=1.5)) == {
        "type": "Word",
        "text": "été",
        "start_time": 1.5,
    }
    step = unpack(packed_map(type="Step", step_idx=300, prs=[0.5, 0.25, 0.0, 1.0], buffered_pcm=0))
    assert step == {"type": "Step", "step_idx": 300, "prs": [0.5, 0.25, 0.0, 1.0], "buffered_pcm": 0}


@given(st.binary(max_size=300))
def test_other_bytes_are_refused_and_never_anything_worse(data: bytes) -> None:
    try:
        unpack(data)
    except MessageInvalid:
        return


def test_what_is_nested_or_long_beyond_sense_is_refused() -> None:
    for bad in (b"\x91" * 50 + b"\xc0", b"\xdd\xff\xff\xff\xff", b"\xdb\xff\xff\xff\xff", b"\xc0\xc0", b""):
        with pytest.raises(MessageInvalid):
            unpack(bad)


@given(st.integers(1, 700))
def test_a_tone_stays_a_tone_however_it_is_cut(cut: int) -> None:
    tone = np.sin(2 * np.pi * 1000 * np.arange(3200) / 16_000).astype(np.float32)
    upsampler = Upsampler()
    out = np.concatenate([upsampler.push(tone[first : first + cut]) for first in range(0, len(tone), cut)])
    assert abs(len(out) - 4800) < 30
    spectrum = np.abs(np.fft.rfft(out[500:4100] * np.hanning(3600)))
    assert abs(int(spectrum.argmax()) * 24_000 / 3600 - 1000) < 10
    assert np.sort(spectrum)[-4] > 100 * np.sort(spectrum)[-40]


@pytest.mark.parametrize(
    ("before", "after", "stable"),
    [
        ("", "hello", ""),
        ("hello", "hello", "hello"),
        ("hello wor", "hello world", "hello"),
        ("we are here", "we are there", "we are"),
        ("we are", "we are there", "we are"),
        ("a  b", "a b c", "a b"),
    ],
)
def test_only_whole_words_that_two_texts_share_are_stable(before: str, after: str, stable: str) -> None:
    assert after[: stable_prefix(before, after)] == stable
