"""Readers of files that an encoder has written: one Opus packet or one picture at a time.

They read what ffmpeg writes, whole, from memory; anything else raises `NotReadable`.
"""

from visio_client.encoded.annexb import pictures as h264_pictures
from visio_client.encoded.errors import NotReadable
from visio_client.encoded.ivf import pictures as ivf_pictures
from visio_client.encoded.ogg import packets as opus_packets

__all__ = ["NotReadable", "h264_pictures", "ivf_pictures", "opus_packets"]
