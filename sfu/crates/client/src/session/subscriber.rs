//! What is received: the connection that the server offers.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime};

use str0m::change::SdpOffer;
use str0m::format::Codec;
use str0m::media::{KeyframeRequestKind, MediaData, Mid, SenderFeedback};

use super::peer::{Peer, Side, error_kind};
use super::people::People;
use super::slots::Slots;
use super::streams::media_sections;
use super::{Effect, Negotiation};
use crate::wire::{DataPacket, SessionDescription, data_packet, read_data};
use crate::{Event, Frame, Kind, Options, Report};

/// The least time between two requests for a keyframe of one track.
const KEYFRAME_GAP: Duration = Duration::from_millis(500);

/// The receiving side of a session.
#[derive(Default)]
pub(super) struct Subscriber {
    peer: Option<Peer>,
    streams: HashMap<Mid, Stream>,
    slots: Slots,
    offer: Option<SessionDescription>,
    answer: Option<SessionDescription>,
}

struct Stream {
    track_sid: String,
    participant_sid: String,
    /// Pictures cannot be decoded until a keyframe comes.
    broken: bool,
    asked: Option<Instant>,
}

impl Subscriber {
    pub(super) const fn peer(&mut self) -> Option<&mut Peer> {
        self.peer.as_mut()
    }

    /// The last completed negotiation, offer and answer, for `SyncState`.
    pub(super) fn descriptions(&self) -> (Option<SessionDescription>, Option<SessionDescription>) {
        (self.offer.clone(), self.answer.clone())
    }

    /// Answers an offer of the server.
    pub(super) fn accept(
        &mut self,
        now: Instant,
        options: &Options,
        addresses: &[SocketAddr],
        offer: SessionDescription,
        effects: &mut VecDeque<Effect>,
    ) -> Negotiation<SessionDescription> {
        let shown = self.slots.show(&offer.sdp);
        let peer = self
            .peer
            .get_or_insert_with(|| Peer::new(now, options, addresses, Side::Subscriber));
        if let Some(stop) = &shown.stop {
            answer_to(peer, stop)?;
            peer.drive(now, effects, &mut Vec::new());
        }
        let answer = answer_to(peer, &shown.offer)?;
        self.name_streams(&shown.offer);
        let answer = SessionDescription {
            r#type: "answer".into(),
            sdp: self.slots.reveal(&answer),
            id: offer.id,
        };
        self.offer = Some(offer);
        self.answer = Some(answer.clone());
        Ok(answer)
    }

    /// Forgets everything, for a full reconnect.
    pub(super) fn reset(&mut self, now: Instant, effects: &mut VecDeque<Effect>) {
        if let Some(mut peer) = self.peer.take() {
            peer.close(now, effects);
        }
        *self = Self::default();
    }

    /// Takes all output of the transport: frames, messages.
    pub(super) fn drive(&mut self, now: Instant, people: &People, effects: &mut VecDeque<Effect>) {
        let mut events = Vec::new();
        let Some(peer) = self.peer.as_mut() else {
            return;
        };
        peer.drive(now, effects, &mut events);
        let mut wanting = Vec::new();
        for event in events {
            match event {
                str0m::Event::MediaData(data) => {
                    let Some(stream) = self.streams.get_mut(&data.mid) else {
                        continue;
                    };
                    if stream.wants_keyframe(now, &data) {
                        wanting.push(data.mid);
                    }
                    if let Some(frame) = frame(stream, data, people) {
                        effects.push_back(Effect::Event(Event::Frame(frame)));
                    }
                }
                str0m::Event::SenderFeedback(feedback) => {
                    if let Some(stream) = self.streams.get(&feedback.mid) {
                        let report = report(stream, &feedback);
                        effects.push_back(Effect::Event(Event::Report(report)));
                    }
                }
                str0m::Event::ChannelData(data) => {
                    effects.extend(message(&data.data, people).map(Effect::Event));
                }
                _ => {}
            }
        }
        for mid in wanting {
            self.request_keyframe_of(now, mid, effects);
        }
    }

    /// Asks the sender of a track for a keyframe.
    pub(super) fn request_keyframe(
        &mut self,
        now: Instant,
        track_sid: &str,
        effects: &mut VecDeque<Effect>,
    ) {
        let found = self
            .streams
            .iter()
            .find(|(_, stream)| stream.track_sid == track_sid);
        if let Some(mid) = found.map(|(mid, _)| *mid) {
            self.request_keyframe_of(now, mid, effects);
        }
    }

    fn request_keyframe_of(&mut self, now: Instant, mid: Mid, effects: &mut VecDeque<Effect>) {
        let Some(peer) = self.peer.as_mut() else {
            return;
        };
        // Refused only where the offer did not allow it, or before the first packet: then there is nothing to ask for.
        let _ = peer
            .rtc()
            .writer(mid)
            .map(|mut writer| writer.request_keyframe(None, KeyframeRequestKind::Pli));
        let mut later = Vec::new();
        peer.drive(now, effects, &mut later);
    }

    fn name_streams(&mut self, offer: &str) {
        let sections = media_sections(offer);
        let sending = || sections.iter().filter(|section| section.sends);
        self.streams
            .retain(|mid, _| sending().any(|section| Mid::from(section.mid) == *mid));
        for section in sending() {
            self.streams
                .entry(Mid::from(section.mid))
                .or_insert_with(|| Stream {
                    track_sid: section.track_sid().to_owned(),
                    participant_sid: section.participant_sid().to_owned(),
                    broken: true,
                    asked: None,
                });
        }
    }
}

/// Lets the transport accept an offer; its answer.
fn answer_to(peer: &mut Peer, offer: &str) -> Negotiation<String> {
    let parsed = SdpOffer::from_sdp_string(offer).map_err(|_| "the offer cannot be read")?;
    let answer = peer
        .rtc()
        .sdp_api()
        .accept_offer(parsed)
        .map_err(|error| error_kind(&error))?;
    Ok(answer.to_sdp_string())
}

impl Stream {
    fn wants_keyframe(&mut self, now: Instant, data: &MediaData) -> bool {
        if data.params.spec().codec.is_audio() {
            return false;
        }
        self.broken = !data.is_keyframe() && (self.broken || !data.contiguous);
        let due = self.asked.is_none_or(|asked| now >= asked + KEYFRAME_GAP);
        if self.broken && due {
            self.asked = Some(now);
        }
        self.broken && due
    }
}

fn frame(stream: &Stream, data: MediaData, people: &People) -> Option<Frame> {
    let codec = data.params.spec().codec;
    let kind = if codec.is_audio() {
        Kind::Audio
    } else {
        Kind::Video
    };
    Some(Frame {
        track_sid: stream.track_sid.clone(),
        participant: people.identity(&stream.participant_sid).to_owned(),
        kind,
        codec: codec_name(codec)?,
        timestamp: data.time.numer(),
        arrival: data.network_time,
        keyframe: kind == Kind::Audio || data.is_keyframe(),
        contiguous: data.contiguous,
        payload: data.data,
    })
}

fn report(stream: &Stream, feedback: &SenderFeedback) -> Report {
    let since_1970 = feedback
        .sender_info
        .ntp_time
        .duration_since(SystemTime::UNIX_EPOCH);
    Report {
        track_sid: stream.track_sid.clone(),
        timestamp: feedback.sender_info.rtp_time.numer(),
        ntp_us: since_1970.map_or(0, |since| since.as_micros() as i64),
        arrival: feedback.received_at,
    }
}

const fn codec_name(codec: Codec) -> Option<&'static str> {
    Some(match codec {
        Codec::Opus => "opus",
        Codec::Vp8 => "vp8",
        Codec::H264 => "h264",
        Codec::Vp9 => "vp9",
        Codec::Av1 => "av1",
        _ => return None,
    })
}

fn message(bytes: &[u8], people: &People) -> Option<Event> {
    let packet = match read_data(bytes) {
        Ok(packet) => packet,
        Err(error) => {
            tracing::debug!(%error, "client.data.skipped");
            return None;
        }
    };
    let DataPacket {
        participant_identity,
        participant_sid,
        value,
        ..
    } = packet;
    let data_packet::Value::User(user) = value? else {
        // Text streams are for those who show them.
        return None;
    };
    let named = [
        participant_identity.as_str(),
        &user.participant_identity,
        people.identity(&participant_sid),
        people.identity(&user.participant_sid),
    ];
    let participant = named
        .into_iter()
        .find(|name| !name.is_empty())
        .unwrap_or_default()
        .to_owned();
    Some(Event::Data {
        participant,
        topic: user.topic.unwrap_or_default(),
        payload: user.payload,
    })
}
