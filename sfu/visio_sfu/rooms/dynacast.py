"""Telling a publisher which of its simulcast layers somebody can use."""

from livekit.protocol.rtc import SignalResponse, SubscribedCodec, SubscribedQuality, SubscribedQualityUpdate
from visio_sfu.rooms.track import HIGH, Track, quality_of


def wanted_qualities(track: Track, max_layer: int) -> SignalResponse:
    """`max_layer`: the highest layer that is used, -1 for none. Both the flat list of older clients and the list by
    codec are filled."""
    qualities = [SubscribedQuality(quality=quality_of(layer), enabled=layer <= max_layer) for layer in range(HIGH + 1)]
    codec = SubscribedCodec(codec=track.info.mime_type.partition("/")[2].lower(), qualities=qualities)
    update = SubscribedQualityUpdate(
        track_sid=track.info.sid, subscribed_qualities=qualities, subscribed_codecs=[codec]
    )
    return SignalResponse(subscribed_quality_update=update)
