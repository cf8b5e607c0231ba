//! Which codec has which payload type, and which stream belongs to which section.

use std::collections::HashMap;

use ::str0m::format::{Codec as InnerCodec, CodecConfig, PayloadParams};
use ::str0m::media::{Pt, Rid};
use ::str0m::rtp::Ssrc;
use visio_core::packet::{Codec, H264Format, Kind, Layer, Mid};

/// Streams one connection may send to us.
const STREAMS: usize = 64;

/// Streams the peer sends.
#[derive(Default)]
pub(super) struct Received {
    codecs: HashMap<u8, Codec>,
    streams: HashMap<u32, (Mid, Layer)>,
    rids: HashMap<(Mid, Layer), Rid>,
}

impl Received {
    pub(super) fn learn_codecs(&mut self, config: &CodecConfig) {
        for params in config.params() {
            let Some(codec) = codec(params) else { continue };
            self.codecs.insert(*params.pt(), codec);
            if let Some(red) = params.red() {
                self.codecs.insert(*red, Codec::Red);
            }
        }
    }

    pub(super) fn codec(&self, pt: Pt) -> Option<Codec> {
        self.codecs.get(&*pt).copied()
    }

    pub(super) fn place(&self, ssrc: Ssrc) -> Option<(Mid, Layer)> {
        self.streams.get(&*ssrc).copied()
    }

    pub(super) fn learn(&mut self, ssrc: Ssrc, mid: Mid, rid: Option<Rid>) -> (Mid, Layer) {
        let layer = layer(rid);
        if let Some(rid) = rid {
            self.rids.insert((mid, layer), rid);
        }
        if self.streams.len() < STREAMS {
            self.streams.insert(*ssrc, (mid, layer));
        }
        (mid, layer)
    }

    pub(super) fn rid_of(&self, mid: Mid, layer: Layer) -> Option<Rid> {
        self.rids.get(&(mid, layer)).copied()
    }
}

/// The layer a stream id stands for; streams without one are the only layer.
pub(super) fn layer(rid: Option<Rid>) -> Layer {
    rid.and_then(|rid| Layer::from_rid(&rid))
        .unwrap_or(Layer(0))
}

/// A stream we send.
pub(super) struct Sending {
    pub(super) kind: Kind,
    pub(super) ssrc: Ssrc,
    types: Vec<(Codec, Pt)>,
}

impl Sending {
    /// `accepted`: the payload types the peer agreed to for this section.
    pub(super) fn new(kind: Kind, ssrc: Ssrc, config: &CodecConfig, accepted: &[Pt]) -> Self {
        let mut types = Vec::new();
        for params in config
            .params()
            .iter()
            .filter(|params| accepted.contains(&params.pt()))
        {
            if let Some(codec) = codec(params)
                && codec.kind() == kind
            {
                types.push((codec, params.pt()));
            }
            if let Some(red) = params.red() {
                types.push((Codec::Red, red));
            }
        }
        Self { kind, ssrc, types }
    }

    pub(super) fn accepts_red(&self) -> bool {
        self.types.iter().any(|(codec, _)| *codec == Codec::Red)
    }

    /// The payload type for a codec: the same format, or for H.264 one that is packetized the same way.
    pub(super) fn payload_type(&self, codec: Codec) -> Option<Pt> {
        let exact = self.types.iter().find(|(known, _)| *known == codec);
        let similar = || {
            let Codec::H264(wanted) = codec else {
                return None;
            };
            self.types.iter().find(|(known, _)| {
                matches!(known, Codec::H264(format) if format.packetization_mode == wanted.packetization_mode)
            })
        };
        exact.or_else(similar).map(|(_, pt)| *pt)
    }
}

fn codec(params: &PayloadParams) -> Option<Codec> {
    let spec = params.spec();
    match spec.codec {
        InnerCodec::Opus => Some(Codec::Opus),
        InnerCodec::Vp8 => Some(Codec::Vp8),
        InnerCodec::H264 => Some(Codec::H264(H264Format {
            packetization_mode: spec.format.packetization_mode.unwrap_or(0),
            profile_level_id: spec.format.profile_level_id.unwrap_or(0x0042_000a),
        })),
        _ => None,
    }
}
