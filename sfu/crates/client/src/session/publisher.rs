//! What is sent: the connection that we offer.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::channel::{ChannelConfig, ChannelId, Reliability};
use str0m::format::{Codec, PayloadParams};
use str0m::media::{
    Direction, Frequency, MediaKind, MediaTime, Mid, Rid, Simulcast, SimulcastLayer,
};

use super::outbox::Outbox;
use super::peer::{Peer, Side, error_kind};
use super::{Effect, Negotiation};
use crate::wire::{
    AddTrackRequest, SessionDescription, SimulcastCodec, TrackInfo, TrackKind,
    TrackPublishedResponse, TrackSource, VideoLayer, VideoQuality,
};
use crate::{
    AudioSource, Data, Event, LocalTrack, Options, Refusal, TextStream, TrackSpec, VideoCodec,
    VideoSource,
};

/// The names of the simulcast layers, lowest first, as every `LiveKit` client uses them.
const RIDS: [&str; 3] = ["q", "h", "f"];
/// How long the server may take to answer the announcement of a track.
const ANNOUNCE_TIMEOUT: Duration = Duration::from_secs(10);

/// The sending side of a session.
#[derive(Default)]
pub(super) struct Publisher {
    peer: Option<Peer>,
    tracks: BTreeMap<LocalTrack, Published>,
    pending: Option<OpenOffer>,
    stopping: Vec<Mid>,
    outbox: Outbox,
    offers: u32,
    /// An answer has come at least once.
    negotiated: bool,
    changed: bool,
    restart: bool,
}

/// An offer that waits for its answer.
struct OpenOffer {
    description: SessionDescription,
    pending: SdpPendingOffer,
}

struct Published {
    spec: TrackSpec,
    cid: String,
    info: Option<TrackInfo>,
    mid: Option<Mid>,
    muted: bool,
    announced: Option<Instant>,
}

impl Publisher {
    pub(super) const fn peer(&mut self) -> Option<&mut Peer> {
        self.peer.as_mut()
    }

    /// Whether nothing waits for an answer and, if there is anything to send, the connection stands.
    pub(super) fn is_settled(&self) -> bool {
        self.pending.is_none() && !self.changed && self.peer.as_ref().is_none_or(Peer::is_connected)
    }

    /// Puts a track on the list.
    pub(super) fn add(&mut self, track: LocalTrack, cid: String, mut spec: TrackSpec) {
        if let TrackSpec::Video { layers, .. } = &mut spec {
            layers.truncate(RIDS.len());
        }
        let published = Published {
            spec,
            cid,
            info: None,
            mid: None,
            muted: false,
            announced: None,
        };
        self.tracks.insert(track, published);
    }

    /// What is to be announced now: all tracks that the server has not been told of.
    pub(super) fn announce(&mut self, now: Instant, options: &Options) -> Vec<AddTrackRequest> {
        let unannounced = self
            .tracks
            .values_mut()
            .filter(|track| track.info.is_none() && track.announced.is_none());
        unannounced
            .map(|track| {
                track.announced = Some(now);
                add_track(track, options)
            })
            .collect()
    }

    /// The server has taken a track.
    pub(super) fn published(&mut self, answer: TrackPublishedResponse) -> Option<Event> {
        let info = answer.track?;
        let (number, track) = self
            .tracks
            .iter_mut()
            .find(|(_, track)| track.cid == answer.cid)?;
        let track_sid = info.sid.clone();
        track.info = Some(info);
        self.changed |= track.mid.is_none();
        Some(Event::Published {
            track: *number,
            track_sid,
        })
    }

    /// The server has not taken a track.
    pub(super) fn refused(&mut self, cid: &str, reason: Refusal) -> Option<Event> {
        let number = *self
            .tracks
            .iter()
            .find(|(_, track)| track.cid == cid && track.info.is_none())?
            .0;
        self.tracks.remove(&number);
        Some(Event::PublishRefused {
            track: number,
            reason,
        })
    }

    /// Gives up tracks whose announcement was not answered.
    pub(super) fn on_time(&mut self, now: Instant) -> Vec<Event> {
        let late = |track: &Published| {
            track.info.is_none()
                && track
                    .announced
                    .is_some_and(|at| now >= at + ANNOUNCE_TIMEOUT)
        };
        let cids: Vec<String> = self
            .tracks
            .values()
            .filter(|track| late(track))
            .map(|track| track.cid.clone())
            .collect();
        cids.iter()
            .filter_map(|cid| self.refused(cid, Refusal::Timeout))
            .collect()
    }

    /// When [`Self::on_time`] has something to do.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let waiting = self.tracks.values().filter(|track| track.info.is_none());
        waiting
            .filter_map(|track| track.announced)
            .min()
            .map(|at| at + ANNOUNCE_TIMEOUT)
    }

    pub(super) fn remove(&mut self, track: LocalTrack) {
        if let Some(mid) = self.tracks.remove(&track).and_then(|removed| removed.mid) {
            self.stopping.push(mid);
            self.changed = true;
        }
    }

    /// Mutes a track; gives its `TR_…` if the server is to be told.
    pub(super) fn mute(&mut self, track: LocalTrack, muted: bool) -> Option<String> {
        let track = self.tracks.get_mut(&track)?;
        track.muted = muted;
        track.info.as_ref().map(|info| info.sid.clone())
    }

    /// The server has muted a track of ours.
    pub(super) fn muted_by_server(&mut self, track_sid: &str, muted: bool) {
        for track in self.tracks.values_mut() {
            if track
                .info
                .as_ref()
                .is_some_and(|info| info.sid == track_sid)
            {
                track.muted = muted;
            }
        }
    }

    /// The tracks that the server knows, for `SyncState`.
    pub(super) fn known_tracks(&self) -> Vec<TrackPublishedResponse> {
        let known = self.tracks.values().filter(|track| track.info.is_some());
        known
            .map(|track| TrackPublishedResponse {
                cid: track.cid.clone(),
                track: track.info.clone(),
            })
            .collect()
    }

    /// The offer for what has changed, if something has and no other offer is open.
    pub(super) fn offer(
        &mut self,
        now: Instant,
        options: &Options,
        addresses: &[SocketAddr],
    ) -> Option<SessionDescription> {
        if !self.changed || self.pending.is_some() {
            return None;
        }
        self.changed = false;
        let first = self.peer.is_none();
        let peer = self
            .peer
            .get_or_insert_with(|| Peer::new(now, options, addresses, Side::Publisher));
        let mut change = peer.rtc().sdp_api();
        if first {
            self.outbox.set_channels(add_channels(&mut change));
        }
        if std::mem::take(&mut self.restart) && !first {
            change.ice_restart(true);
        }
        for mid in self.stopping.drain(..) {
            change.stop_media(mid);
        }
        for track in self
            .tracks
            .values_mut()
            .filter(|track| track.info.is_some() && track.mid.is_none())
        {
            track.mid = Some(add_media(&mut change, track));
        }
        let (offer, pending) = change.apply()?;
        self.offers += 1;
        let description = SessionDescription {
            r#type: "offer".into(),
            sdp: offer.to_sdp_string(),
            id: self.offers,
        };
        self.pending = Some(OpenOffer {
            description: description.clone(),
            pending,
        });
        Some(description)
    }

    /// The server's answer; one that is not for the open offer is ignored.
    pub(super) fn accept(&mut self, answer: &SessionDescription) -> Negotiation<()> {
        let is_current = |open: &mut OpenOffer| answer.id == 0 || answer.id == open.description.id;
        let (Some(open), Some(peer)) = (self.pending.take_if(is_current), self.peer.as_mut())
        else {
            return Ok(());
        };
        let parsed =
            SdpAnswer::from_sdp_string(&answer.sdp).map_err(|_| "the answer cannot be read")?;
        peer.rtc()
            .sdp_api()
            .accept_answer(open.pending, parsed)
            .map_err(|error| error_kind(&error))?;
        self.negotiated = true;
        Ok(())
    }

    /// After the signalling socket was lost: prepares an offer with new ICE credentials if media is lost too; a connection that stands
    /// is left alone, for a restart costs packets. An offer that the lost socket left open comes back to be said again as it was:
    /// nobody knows whether the server has it.
    pub(super) fn restart(&mut self) -> Option<SessionDescription> {
        if self.negotiated && !self.peer.as_ref().is_some_and(Peer::is_connected) {
            self.restart = true;
            self.changed = true;
        }
        for track in self
            .tracks
            .values_mut()
            .filter(|track| track.info.is_none())
        {
            track.announced = None;
        }
        self.pending.as_ref().map(|open| open.description.clone())
    }

    /// Forgets the connection and what the server knew, for a full reconnect; the tracks stay on the list.
    pub(super) fn reset(&mut self, now: Instant, effects: &mut VecDeque<Effect>) {
        if let Some(mut peer) = self.peer.take() {
            peer.close(now, effects);
        }
        self.pending = None;
        self.negotiated = false;
        self.stopping.clear();
        self.outbox.forget_channels();
        self.changed = !self.outbox.is_empty();
        self.restart = false;
        for track in self.tracks.values_mut() {
            track.info = None;
            track.mid = None;
            track.announced = None;
        }
    }

    /// Sends one packet or picture. Without a connection, or while muted, it is lost.
    pub(super) fn send(
        &mut self,
        now: Instant,
        track: LocalTrack,
        layer: u8,
        timestamp: u64,
        payload: Vec<u8>,
    ) {
        let (Some(peer), Some(track)) = (self.peer.as_mut(), self.tracks.get(&track)) else {
            return;
        };
        let Some(mid) = track.mid.filter(|_| !track.muted && peer.is_connected()) else {
            return;
        };
        let Some(mut writer) = peer.rtc().writer(mid) else {
            return;
        };
        let Some(payload_type) = writer
            .payload_params()
            .find(|params| track.is_sent_as(params))
            .map(PayloadParams::pt)
        else {
            return;
        };
        if let Some(rid) = track.rid(layer) {
            writer = writer.rid(rid);
        }
        let time = MediaTime::new(timestamp, track.clock());
        if let Err(error) = writer.write(payload_type, now, time, payload) {
            tracing::warn!(error = error_kind(&error), "client.frame.dropped");
        }
    }

    /// Puts a message on its channel; it waits until the channel is open.
    pub(super) fn send_data(&mut self, data: Data) {
        self.changed |= self.peer.is_none();
        self.outbox.push(data);
    }

    /// The same for a text.
    pub(super) fn send_text(&mut self, stream: TextStream) {
        self.changed |= self.peer.is_none();
        self.outbox.push_text(stream);
    }

    /// Takes all output of the transport; keyframes that are wanted.
    pub(super) fn drive(&mut self, now: Instant, effects: &mut VecDeque<Effect>) {
        let Some(peer) = self.peer.as_mut() else {
            return;
        };
        let mut events = Vec::new();
        peer.drive(now, effects, &mut events);
        while self.outbox.write(peer.rtc()) {
            peer.drive(now, effects, &mut events);
        }
        for event in events {
            if let str0m::Event::KeyframeRequest(request) = event {
                let wanted = self
                    .tracks
                    .iter()
                    .find(|(_, track)| track.mid == Some(request.mid));
                let layer = request.rid.and_then(layer_of).unwrap_or(0);
                effects.extend(wanted.map(|(number, _)| {
                    Effect::Event(Event::KeyframeWanted {
                        track: *number,
                        layer,
                    })
                }));
            }
            // What opens or empties a channel lets the next message out.
            while self.outbox.write(peer.rtc()) {
                peer.drive(now, effects, &mut Vec::new());
            }
        }
    }
}

impl Published {
    fn is_sent_as(&self, params: &PayloadParams) -> bool {
        let codec = match &self.spec {
            TrackSpec::Audio { .. } => Codec::Opus,
            TrackSpec::Video {
                codec: VideoCodec::Vp8,
                ..
            } => Codec::Vp8,
            TrackSpec::Video {
                codec: VideoCodec::H264,
                ..
            } => Codec::H264,
        };
        params.spec().codec == codec
            && params
                .spec()
                .format
                .packetization_mode
                .is_none_or(|mode| mode == 1)
    }

    const fn clock(&self) -> Frequency {
        match self.spec {
            TrackSpec::Audio { .. } => Frequency::FORTY_EIGHT_KHZ,
            TrackSpec::Video { .. } => Frequency::NINETY_KHZ,
        }
    }

    fn layers(&self) -> &[(u32, u32)] {
        match &self.spec {
            TrackSpec::Audio { .. } => &[],
            TrackSpec::Video { layers, .. } => layers,
        }
    }

    fn rid(&self, layer: u8) -> Option<Rid> {
        let rid = RIDS
            .get(usize::from(layer))
            .filter(|_| self.layers().len() > 1)?;
        Some(Rid::from(*rid))
    }
}

fn layer_of(rid: Rid) -> Option<u8> {
    RIDS.iter()
        .position(|name| *rid == **name)
        .map(|layer| layer as u8)
}

fn add_channels(change: &mut str0m::change::SdpApi<'_>) -> [ChannelId; 2] {
    let reliable = ChannelConfig {
        label: "_reliable".into(),
        ..ChannelConfig::default()
    };
    let lossy = ChannelConfig {
        label: "_lossy".into(),
        ordered: false,
        reliability: Reliability::MaxRetransmits { retransmits: 0 },
        ..ChannelConfig::default()
    };
    [
        change.add_channel_with_config(reliable),
        change.add_channel_with_config(lossy),
    ]
}

fn add_media(change: &mut str0m::change::SdpApi<'_>, track: &Published) -> Mid {
    let kind = match track.spec {
        TrackSpec::Audio { .. } => MediaKind::Audio,
        TrackSpec::Video { .. } => MediaKind::Video,
    };
    let layers = track.layers().len();
    let simulcast = (layers > 1).then(|| Simulcast {
        send: RIDS[..layers]
            .iter()
            .map(|rid| SimulcastLayer::new(rid))
            .collect(),
        recv: Vec::new(),
    });
    // One stream for all of a participant: whoever receives keeps their sound and pictures together.
    change.add_media(
        kind,
        Direction::SendOnly,
        Some("visio".into()),
        Some(track.cid.clone()),
        simulcast,
    )
}

fn add_track(track: &Published, options: &Options) -> AddTrackRequest {
    let (name, kind, source) = match &track.spec {
        TrackSpec::Audio {
            name,
            source: AudioSource::Microphone,
        } => (name, TrackKind::Audio, TrackSource::Microphone),
        TrackSpec::Audio {
            name,
            source: AudioSource::ScreenShare,
        } => (name, TrackKind::Audio, TrackSource::ScreenShareAudio),
        TrackSpec::Video {
            name,
            source: VideoSource::Camera,
            ..
        } => (name, TrackKind::Video, TrackSource::Camera),
        TrackSpec::Video {
            name,
            source: VideoSource::ScreenShare,
            ..
        } => (name, TrackKind::Video, TrackSource::ScreenShare),
    };
    let layers = video_layers(track.layers());
    let (width, height) = track.layers().last().copied().unwrap_or_default();
    let simulcast_codecs = match &track.spec {
        TrackSpec::Audio { .. } => Vec::new(),
        TrackSpec::Video { codec, .. } => vec![SimulcastCodec {
            codec: codec.name().into(),
            cid: track.cid.clone(),
            layers: layers.clone(),
        }],
    };
    AddTrackRequest {
        cid: track.cid.clone(),
        name: name.clone(),
        kind: kind.into(),
        width,
        height,
        muted: track.muted,
        source: source.into(),
        layers,
        simulcast_codecs,
        disable_red: !options.redundant_audio,
    }
}

fn video_layers(sizes: &[(u32, u32)]) -> Vec<VideoLayer> {
    let qualities = [VideoQuality::Low, VideoQuality::Medium, VideoQuality::High];
    let single = sizes.len() == 1;
    let named = sizes.iter().zip(qualities).zip(RIDS).enumerate();
    named
        .map(|(index, (((width, height), quality), rid))| VideoLayer {
            quality: if single {
                VideoQuality::High.into()
            } else {
                quality.into()
            },
            width: *width,
            height: *height,
            spatial_layer: index as i32,
            rid: if single {
                String::new()
            } else {
                rid.to_owned()
            },
            ..VideoLayer::default()
        })
        .collect()
}
