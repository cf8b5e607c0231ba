"""Readers of what an encoder has written."""

import struct
from pathlib import Path

import pytest
from footage import KEYFRAME_EVERY, PICTURES_PER_SECOND, Footage, make_h264
from hypothesis import given
from hypothesis import strategies as st
from visio_client.encoded import NotReadable, h264_pictures, ivf_pictures, opus_packets

SECONDS = 6


def test_every_opus_packet_of_a_file_is_read(footage: Footage) -> None:
    assert len(footage.packets) >= SECONDS * 50
    assert len(set(footage.packets)) == len(footage.packets)


def test_every_vp8_picture_of_a_file_is_read(footage: Footage) -> None:
    for pictures in footage.layers:
        assert len(pictures) == SECONDS * PICTURES_PER_SECOND
        keyframes = [number for number, picture in enumerate(pictures) if picture[0] & 1 == 0]
        assert keyframes == list(range(0, len(pictures), KEYFRAME_EVERY))


def test_every_h264_picture_of_a_file_is_read_with_its_parameter_sets(footage: Footage, tmp_path: Path) -> None:
    pictures = make_h264(tmp_path, 2)
    assert len(pictures) == 2 * PICTURES_PER_SECOND
    assert all(picture.startswith(b"\x00\x00\x00\x01") for picture in pictures)
    assert pictures[0][4] & 0x1F == 7
    assert pictures[KEYFRAME_EVERY][4] & 0x1F == 7


@pytest.mark.parametrize("read", [opus_packets, ivf_pictures, h264_pictures])
@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(read: type, data: bytes) -> None:
    try:
        parts = list(read(data))
    except NotReadable:
        return
    assert sum(len(part) for part in parts) <= 2 * len(data)


@given(pictures=st.lists(st.binary(max_size=50)), cut=st.integers(min_value=1, max_value=10))
def test_an_ivf_file_gives_its_pictures_or_says_where_it_ends(pictures: list[bytes], cut: int) -> None:
    whole = struct.pack("<4sHH4sHHIIII", b"DKIF", 0, 32, b"VP80", 1, 1, 1, 1, 0, 0)
    for picture in pictures:
        whole += struct.pack("<IQ", len(picture), 0) + picture
    assert list(ivf_pictures(whole)) == pictures
    if pictures:
        with pytest.raises(NotReadable):
            list(ivf_pictures(whole[:-cut]))
