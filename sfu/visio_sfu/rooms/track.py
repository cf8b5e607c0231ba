"""A track sent by a participant, and one that is announced but whose media section has not come yet."""

from dataclasses import dataclass, field
from typing import Final, Literal

from livekit.protocol.models import (
    AudioTrackFeature,
    Encryption,
    TrackInfo,
    TrackSource,
    TrackType,
    VideoLayer,
    VideoQuality,
)
from livekit.protocol.rtc import AddTrackRequest
from visio_sfu.sids import Sids

LOW, MIDDLE, HIGH = 0, 1, 2

# A layer up to a tenth smaller than the picture on screen looks the same and costs a quarter of the next one.
_GOOD_ENOUGH: Final = 0.9

_SID_PREFIX: Final[dict[TrackSource, str]] = {
    TrackSource.CAMERA: "TR_VC",
    TrackSource.MICROPHONE: "TR_AM",
    TrackSource.SCREEN_SHARE: "TR_VS",
    TrackSource.SCREEN_SHARE_AUDIO: "TR_AS",
}


@dataclass(slots=True, kw_only=True)
class Track:
    """`info` is what clients are told; `mid` is None until a media section of the publisher carries it."""

    number: int
    publisher: int
    cid: str
    info: TrackInfo
    mid: str | None = None
    noticed: bool = False
    """Whether the application was told (after the publisher is known to have come)."""
    subscribers: set[int] = field(default_factory=set[int])

    @property
    def kind(self) -> Literal["audio", "video"]:
        return "audio" if self.info.type == TrackType.AUDIO else "video"

    @property
    def published(self) -> bool:
        return self.mid is not None

    @property
    def priority(self) -> int:
        """The weight of the track when a link does not carry everything: somebody shows a screen so that it is read."""
        return 8 if self.info.source == TrackSource.SCREEN_SHARE else 1

    @property
    def is_stereo(self) -> bool:
        return self.info.stereo or AudioTrackFeature.TF_STEREO in self.info.audio_features

    @property
    def is_without_red(self) -> bool:
        """Redundancy cannot be taken apart where the sound is encrypted end to end."""
        return self.info.disable_red or self.info.encryption != Encryption.Type.NONE

    @property
    def is_without_dtx(self) -> bool:
        return self.info.disable_dtx or AudioTrackFeature.TF_NO_DTX in self.info.audio_features

    def layer_for(self, width: int, height: int) -> int:
        """The lowest layer that fills `width` × `height` pixels, whichever way the picture is turned."""
        shorter = min(width, height)
        for layer in sorted(self.info.layers, key=lambda layer: layer.quality):
            if min(layer.width, layer.height) >= shorter * _GOOD_ENOUGH:
                return min(int(layer.quality), HIGH)
        return HIGH


def track_info(request: AddTrackRequest, sids: Sids) -> TrackInfo:
    """What others learn of a track that a client announces."""
    audio = request.type == TrackType.AUDIO
    prefix = _SID_PREFIX.get(request.source, "TR_A" if audio else "TR_V")
    layers = request.layers or _layers_of_codecs(request)
    info = TrackInfo(
        sid=sids.new(prefix),
        type=request.type,
        name=request.name,
        muted=request.muted,
        width=request.width,
        height=request.height,
        simulcast=len(layers) > 1,
        disable_dtx=request.disable_dtx,
        source=request.source,
        layers=layers,
        mime_type=_expected_mime(request),
        stereo=request.stereo,
        disable_red=request.disable_red,
        encryption=request.encryption,
        stream=request.stream or _default_stream(request.source),
        audio_features=request.audio_features,
        backup_codec_policy=request.backup_codec_policy,
        packet_trailer_features=request.packet_trailer_features,
    )
    if not audio:
        codec = info.codecs.add(mime_type=info.mime_type, cid=request.cid)
        codec.layers.extend(layers)
    return info


def _layers_of_codecs(request: AddTrackRequest) -> list[VideoLayer]:
    return list(request.simulcast_codecs[0].layers) if request.simulcast_codecs else []


def _expected_mime(request: AddTrackRequest) -> str:
    """The codec before the first packet tells; clients choose decoders and indicators by it."""
    if request.type == TrackType.AUDIO:
        plain = request.disable_red or request.encryption != Encryption.Type.NONE
        return "audio/opus" if plain else "audio/red"
    codec = request.simulcast_codecs[0].codec if request.simulcast_codecs else ""
    name = codec.lower().removeprefix("video/")
    return {"h264": "video/H264", "vp8": "video/VP8"}.get(name, "video/VP8")


def _default_stream(source: TrackSource) -> str:
    """Microphone and camera are played in step, and so are a screen and its sound."""
    return "screen_share" if source in {TrackSource.SCREEN_SHARE, TrackSource.SCREEN_SHARE_AUDIO} else "camera"


def quality_of(layer: int) -> VideoQuality:
    return (VideoQuality.LOW, VideoQuality.MEDIUM, VideoQuality.HIGH)[layer]
