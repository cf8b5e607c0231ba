//! A peer connection on the str0m library, in RTP mode.

mod channels;
mod config;
mod events;
mod offers;
mod streams;

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::Instant;

use ::str0m::change::SdpOffer;
use ::str0m::media::KeyframeRequestKind;
use ::str0m::net::{Protocol, Receive};
use ::str0m::rtp::{ExtensionValues, RtpWrite, VideoOrientation, Vp8Descriptor};
use ::str0m::{Candidate, Input, Rtc, RtcError};
use visio_core::limits;
use visio_core::packet::{Kind, Layer, Mid, Outgoing};

use crate::connection::{
    Answer, AudioWishes, Channel, Datagram, Event, MediaRequest, Output, PeerConnection,
};
use crate::error::{DataRefused, NegotiationError};
use crate::sdp::Description;
use channels::Channels;
pub use config::{Direction, Settings};
use offers::Offers;
use streams::{Received, Sending};

type InnerMid = ::str0m::media::Mid;

/// A peer connection.
pub struct Connection {
    rtc: Rtc,
    direction: Direction,
    offers: Offers,
    channels: Channels,
    received: Received,
    sending: HashMap<Mid, Sending>,
    events: VecDeque<Event>,
    /// Candidates that came before there was anything to check them against.
    early_candidates: Vec<Candidate>,
    remote_candidates: usize,
    remote_described: bool,
    fragments: Vec<String>,
    /// What the link carries, in bits per second, as it was told last.
    estimated: u64,
    last_seen: Instant,
    /// When media could first flow.
    connected: Option<Instant>,
    ended: bool,
}

impl Connection {
    /// A connection of the given direction at `now`.
    pub fn new(settings: &Settings, direction: Direction, now: Instant) -> Self {
        let mut rtc = settings.rtc(direction, now);
        for address in &settings.candidates {
            if let Ok(candidate) = Candidate::host(*address, "udp") {
                rtc.add_local_candidate(candidate);
            }
        }
        let fragments = vec![rtc.direct_api().local_ice_credentials().ufrag];
        Self {
            rtc,
            direction,
            offers: Offers::default(),
            channels: Channels::default(),
            received: Received::default(),
            sending: HashMap::new(),
            events: VecDeque::new(),
            early_candidates: Vec::new(),
            remote_candidates: 0,
            remote_described: false,
            fragments,
            estimated: 0,
            last_seen: now,
            connected: None,
            ended: false,
        }
    }

    fn described(&mut self) {
        self.remote_described = true;
        for candidate in std::mem::take(&mut self.early_candidates) {
            self.rtc.add_remote_candidate(candidate);
        }
        self.refresh_fragments();
        self.received.learn_codecs(self.rtc.codec_config());
    }

    fn refresh_fragments(&mut self) {
        let fragment = self.rtc.direct_api().local_ice_credentials().ufrag;
        if !self.fragments.contains(&fragment) {
            self.fragments.push(fragment);
            // The one before may still be in use until the peer has followed.
            if self.fragments.len() > 3 {
                self.fragments.remove(0);
            }
        }
    }

    fn fail(&mut self, reason: &'static str) {
        if !self.ended {
            self.ended = true;
            self.events.push_back(Event::Failed(reason));
        }
    }
}

/// What str0m refuses, without what the peer wrote.
fn refused(error: &RtcError) -> NegotiationError {
    match error {
        RtcError::RemoteSdp(text) if text.contains("fingerprint") => {
            NegotiationError::Refused("no fingerprint")
        }
        RtcError::RemoteSdp(text) if text.contains("ice") => {
            NegotiationError::Refused("ICE credentials")
        }
        RtcError::RemoteSdp(_) => NegotiationError::Refused("it contradicts what was agreed on"),
        RtcError::ChangesOutOfOrder => NegotiationError::NotOpen,
        _ => NegotiationError::Refused("the transport cannot be set up"),
    }
}

fn inner(mid: Mid) -> InnerMid {
    InnerMid::from(mid.as_str())
}

fn outer(mid: InnerMid) -> Option<Mid> {
    Mid::new(&mid)
}

/// The two bits of 3GPP TS 26.114, as they came.
fn orientation(bits: u8) -> VideoOrientation {
    match bits & 3 {
        0 => VideoOrientation::Deg0,
        1 => VideoOrientation::Deg270,
        2 => VideoOrientation::Deg180,
        _ => VideoOrientation::Deg90,
    }
}

impl PeerConnection for Connection {
    fn accept_offer(
        &mut self,
        offer: &str,
        wishes: &AudioWishes,
        now: Instant,
    ) -> Result<Answer, NegotiationError> {
        if self.ended {
            return Err(NegotiationError::Closed);
        }
        let mut offered = Description::parse(offer)?;
        offered.limit_candidates(limits::REMOTE_CANDIDATES);
        let parsed =
            SdpOffer::from_sdp_string(&offered.text()).map_err(|_| NegotiationError::Malformed)?;
        let answer = self
            .rtc
            .sdp_api()
            .accept_offer(parsed)
            .map_err(|error| refused(&error))?;
        self.described();
        self.handle_timeout(now);
        let mut answer = Description::parse(&answer.to_sdp_string())?;
        for (section, offered) in answer.sections.iter_mut().zip(&offered.sections) {
            section.order_payload_types(&offered.payload_types());
            if offered.kind() == Some(Kind::Audio) {
                let track = offered.track_id();
                let named_in = |list: &[String]| list.iter().any(|id| id == track);
                // The sender takes redundancy for wanted when it stands first.
                section.prefer("red");
                if named_in(&wishes.without_red) {
                    section.remove_codec("red");
                }
                if named_in(&wishes.stereo) {
                    section.set_parameter("opus", "stereo", "1");
                } else if !named_in(&wishes.without_dtx) {
                    section.set_parameter("opus", "usedtx", "1");
                }
            }
        }
        Ok(Answer {
            sdp: answer.text(),
            media: offered.media(),
        })
    }

    fn open_channels(&mut self) {
        self.offers.want_channels();
    }

    fn add_media(&mut self, key: u64, media: MediaRequest) {
        self.offers.add(key, media);
    }

    fn stop_media(&mut self, key: u64) {
        if let Some(mid) = self.offers.stop(key) {
            self.sending.remove(&mid);
        }
    }

    fn restart_ice(&mut self) {
        self.offers.want_restart();
    }

    fn offer(&mut self, _now: Instant) -> Option<String> {
        if self.ended {
            return None;
        }
        self.offers.make(&mut self.rtc, &mut self.fragments)
    }

    fn accept_answer(&mut self, answer: &str, now: Instant) -> Result<(), NegotiationError> {
        if self.ended {
            return Err(NegotiationError::Closed);
        }
        self.offers.accept(&mut self.rtc, answer)?;
        self.described();
        self.handle_timeout(now);
        self.announce(now);
        Ok(())
    }

    fn add_candidate(&mut self, candidate: &str) {
        let line = candidate.strip_prefix("a=").unwrap_or(candidate);
        if line.is_empty()
            || line.len() > 512
            || self.remote_candidates >= limits::REMOTE_CANDIDATES
        {
            return;
        }
        let line = if line.starts_with("candidate:") {
            line.to_owned()
        } else {
            format!("candidate:{line}")
        };
        let Ok(candidate) = Candidate::from_sdp_string(&line) else {
            return;
        };
        if candidate.proto() != Protocol::Udp {
            return;
        }
        self.remote_candidates += 1;
        if self.remote_described {
            self.rtc.add_remote_candidate(candidate);
        } else {
            self.early_candidates.push(candidate);
        }
    }

    fn user_fragments(&self) -> Vec<String> {
        self.fragments.clone()
    }

    fn accepts(&self, datagram: Datagram<'_>, now: Instant) -> bool {
        received(datagram).is_some_and(|received| self.rtc.accepts(&Input::Receive(now, received)))
    }

    fn receive(&mut self, datagram: Datagram<'_>, now: Instant) {
        self.last_seen = now;
        let Some(received) = received(datagram) else {
            return;
        };
        // What the network brings must not end the connection: anybody can send a datagram.
        if let Err(error) = self.rtc.handle_input(Input::Receive(now, received)) {
            tracing::debug!(%error, "a datagram was not understood");
        }
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.last_seen = now;
        if let Err(error) = self.rtc.handle_input(Input::Timeout(now)) {
            tracing::debug!(%error, "the connection cannot go on");
            self.fail("the transport failed");
        }
        self.flush_data();
    }

    fn poll(&mut self) -> Output {
        self.poll_next()
    }

    fn write(&mut self, mid: Mid, packet: Outgoing) {
        let Some(sending) = self.sending.get(&mid) else {
            return;
        };
        let Some(pt) = sending.payload_type(packet.codec) else {
            return;
        };
        let mut api = self.rtc.direct_api();
        let Some(stream) = api.stream_tx(&sending.ssrc) else {
            return;
        };
        let values = ExtensionValues {
            audio_level: packet.audio_level.map(|level| -(level.min(127) as i8)),
            voice_activity: packet.voice,
            video_orientation: packet.orientation.map(orientation),
            ..Default::default()
        };
        let patch = packet.picture.and_then(|numbers| {
            let mut patch = Vp8Descriptor::parse(&packet.payload).ok()?.patch();
            if let Some(id) = numbers.picture_id {
                patch = patch.picture_id(id);
            }
            if let Some(index) = numbers.tl0_index {
                patch = patch.tl0_pic_idx(index);
            }
            if let Some(index) = numbers.key_index {
                patch = patch.key_idx(index);
            }
            patch.build().ok()
        });
        let mut rtp = RtpWrite::new(
            pt,
            packet.sequence.into(),
            packet.time,
            packet.captured,
            packet.payload,
        )
        .marker(packet.marker)
        .nackable(sending.kind == Kind::Video)
        .ext_vals(values);
        if let Some(patch) = patch {
            rtp = rtp.vp8_patch(patch);
        }
        stream.write_rtp(rtp);
    }

    fn request_keyframe(&mut self, mid: Mid, layer: Layer) {
        let mut api = self.rtc.direct_api();
        let rid = self.received.rid_of(mid, layer);
        if let Some(stream) = api.stream_rx_by_mid(inner(mid), rid) {
            stream.request_keyframe(KeyframeRequestKind::Pli);
        }
    }

    fn send_data(&mut self, channel: Channel, payload: &[u8]) -> Result<(), DataRefused> {
        if self.ended {
            return Err(DataRefused::Closed);
        }
        self.channels.send(&mut self.rtc, channel, payload)
    }

    fn set_bitrate(&mut self, kept: u64, wished: u64) {
        if self.direction == Direction::Sending {
            self.rtc.bwe().set_bitrate(kept.into(), wished.into());
        }
    }

    fn close(&mut self) {
        if self.rtc.close().is_err() {
            self.ended = true;
        }
    }
}

fn received(datagram: Datagram<'_>) -> Option<Receive<'_>> {
    Receive::new(
        Protocol::Udp,
        datagram.source,
        datagram.destination,
        datagram.contents,
    )
    .ok()
}

/// Addresses that are offered must be usable as host candidates.
pub fn is_usable(address: SocketAddr) -> bool {
    Candidate::host(address, "udp").is_ok()
}
