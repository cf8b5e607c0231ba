//! A browser's two peer connections, on the RTP level.

use std::net::SocketAddr;
use std::time::Instant;

use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::channel::{ChannelConfig, ChannelId, Reliability};
use str0m::media::{Direction, MediaKind, Mid, Simulcast, SimulcastLayer};
use str0m::net::{Protocol, Receive};
use str0m::rtp::{ExtensionValues, RtpPacket, RtpWrite, rtcp::SenderInfo};
use str0m::{Candidate, Event, Input, Output, Rtc, RtcConfig};

/// One peer connection and what came out of it.
pub struct Pc {
    pub rtc: Rtc,
    address: SocketAddr,
    sent: Vec<(SocketAddr, Vec<u8>)>,
    pub packets: Vec<RtpPacket>,
    pub reports: Vec<(Mid, SenderInfo)>,
    pub keyframe_requests: Vec<(Instant, Mid, Option<String>)>,
    pub channels: Vec<(ChannelId, String)>,
    pub messages: Vec<(String, Vec<u8>)>,
    pub connected: bool,
    pub closed: bool,
    pending: Option<SdpPendingOffer>,
    now: Instant,
}

impl Pc {
    fn new(address: SocketAddr, config: RtcConfig, now: Instant) -> Self {
        let mut rtc = config.build(now);
        rtc.add_local_candidate(Candidate::host(address, "udp").unwrap());
        Self {
            rtc,
            address,
            sent: Vec::new(),
            packets: Vec::new(),
            reports: Vec::new(),
            keyframe_requests: Vec::new(),
            channels: Vec::new(),
            messages: Vec::new(),
            connected: false,
            closed: false,
            pending: None,
            now,
        }
    }

    fn drain(&mut self) {
        loop {
            match self
                .rtc
                .poll_output()
                .expect("the browser's side does not fail")
            {
                Output::Timeout(_) => return,
                Output::Transmit(transmit) => {
                    self.sent.push((self.address, transmit.contents.to_vec()));
                }
                Output::Event(event) => self.notice(event),
            }
        }
    }

    fn notice(&mut self, event: Event) {
        match event {
            Event::Connected => self.connected = true,
            Event::Closed => self.closed = true,
            Event::RtpPacket(packet) => self.packets.push(packet),
            Event::SenderFeedback(feedback) => {
                self.reports.push((feedback.mid, feedback.sender_info));
            }
            Event::KeyframeRequest(request) => {
                let rid = request.rid.map(|rid| rid.to_string());
                self.keyframe_requests.push((self.now, request.mid, rid));
            }
            Event::ChannelOpen(id, label) => self.channels.push((id, label)),
            Event::ChannelData(data) => {
                let label = self
                    .channels
                    .iter()
                    .find(|(id, _)| *id == data.id)
                    .unwrap()
                    .1
                    .clone();
                self.messages.push((label, data.data));
            }
            _ => {}
        }
    }

    fn tick(&mut self, now: Instant) {
        self.now = now;
        self.rtc.handle_input(Input::Timeout(now)).unwrap();
        self.drain();
    }

    /// The packets received on the section of this track id.
    pub fn packets_of(&mut self, track_id: &str) -> Vec<&RtpPacket> {
        let ssrcs: Vec<_> = self
            .packets
            .iter()
            .map(|packet| packet.header.ssrc)
            .collect::<std::collections::HashSet<_>>()
            .into_iter()
            .collect();
        let mut wanted = Vec::new();
        for ssrc in ssrcs {
            let mid = self
                .rtc
                .direct_api()
                .stream_rx(&ssrc)
                .map(|stream| stream.mid());
            if let Some(media) = mid.and_then(|mid| self.rtc.media(mid))
                && media.track_id() == track_id
            {
                wanted.push(ssrc);
            }
        }
        self.packets
            .iter()
            .filter(|packet| wanted.contains(&packet.header.ssrc))
            .collect()
    }

    pub fn send_data(&mut self, label: &str, payload: &[u8]) {
        let id = self
            .channels
            .iter()
            .find(|(_, known)| known == label)
            .expect("the channel is open")
            .0;
        assert!(self.rtc.channel(id).unwrap().write(true, payload).unwrap());
        self.drain();
    }
}

/// What a track sends.
pub struct Source {
    pub mid: Mid,
    pub track_id: String,
    kind: MediaKind,
    rids: Vec<&'static str>,
    sequences: Vec<u64>,
}

pub struct Browser {
    pub publisher: Pc,
    pub subscriber: Pc,
    pub sources: Vec<Source>,
    additions: Vec<(usize, Option<Simulcast>)>,
    with_channels: bool,
    pub restart: bool,
    pub now: Instant,
}

impl Browser {
    pub fn new(index: usize, now: Instant) -> Self {
        let address = |port| SocketAddr::from(([10, 0, 1, index as u8 + 1], port));
        let config = |red| RtcConfig::new().set_rtp_mode(true).enable_opus(true, red);
        Self {
            publisher: Pc::new(address(1000), config(true), now),
            subscriber: Pc::new(address(2000), config(true), now),
            sources: Vec::new(),
            additions: Vec::new(),
            with_channels: false,
            restart: false,
            now,
        }
    }

    /// Receives plain Opus only.
    pub fn without_red(&mut self, now: Instant) {
        let address = self.subscriber.address;
        let config = RtcConfig::new().set_rtp_mode(true).enable_opus(true, false);
        self.subscriber = Pc::new(address, config, now);
    }

    pub fn addresses(&self) -> [SocketAddr; 2] {
        [self.publisher.address, self.subscriber.address]
    }

    /// Adds something to send; `offer` tells the server.
    pub fn add_source(&mut self, kind: MediaKind, track_id: &str, rids: &[&'static str]) -> usize {
        let simulcast = (!rids.is_empty()).then(|| {
            let mut simulcast = Simulcast::new();
            for rid in rids {
                simulcast.add_send_layer(SimulcastLayer::new(rid));
            }
            simulcast
        });
        self.sources.push(Source {
            mid: "0".into(),
            track_id: track_id.to_owned(),
            kind,
            rids: rids.to_vec(),
            sequences: vec![0; rids.len().max(1)],
        });
        self.additions.push((self.sources.len() - 1, simulcast));
        self.sources.len() - 1
    }

    pub fn mid_of(&self, source: usize) -> String {
        self.sources[source].mid.to_string()
    }

    pub fn offer(&mut self) -> Option<String> {
        let mut api = self.publisher.rtc.sdp_api();
        if !self.with_channels {
            self.with_channels = true;
            let channel = |label: &str, ordered, reliability| ChannelConfig {
                label: label.into(),
                ordered,
                reliability,
                ..Default::default()
            };
            api.add_channel_with_config(channel("_reliable", true, Reliability::Reliable));
            api.add_channel_with_config(channel(
                "_lossy",
                false,
                Reliability::MaxRetransmits { retransmits: 0 },
            ));
        }
        for (index, simulcast) in self.additions.drain(..) {
            let source = &mut self.sources[index];
            let (stream, track) = (Some("mine".to_owned()), Some(source.track_id.clone()));
            source.mid = api.add_media(source.kind, Direction::SendOnly, stream, track, simulcast);
        }
        if std::mem::take(&mut self.restart) {
            api.ice_restart(true);
        }
        let (offer, pending) = api.apply()?;
        self.publisher.pending = Some(pending);
        Some(offer.to_sdp_string())
    }

    pub fn answered(&mut self, sdp: &str) {
        let answer = SdpAnswer::from_sdp_string(sdp).expect("the server's answer can be read");
        let pending = self.publisher.pending.take().expect("an offer is open");
        self.publisher
            .rtc
            .sdp_api()
            .accept_answer(pending, answer)
            .expect("the server's answer fits");
        self.publisher.drain();
    }

    pub fn answer(&mut self, sdp: &str) -> String {
        let offer = SdpOffer::from_sdp_string(sdp).expect("the server's offer can be read");
        let answer = self
            .subscriber
            .rtc
            .sdp_api()
            .accept_offer(offer)
            .expect("the server's offer fits");
        self.subscriber.drain();
        answer.to_sdp_string()
    }

    /// Sends one packet of a source.
    pub fn send(&mut self, source: usize, layer: usize, packet: Sent<'_>) {
        let source = &mut self.sources[source];
        let rid = source.rids.get(layer).map(|rid| (*rid).into());
        let sequence = source.sequences[layer];
        source.sequences[layer] += 1;
        let pts = self
            .publisher
            .rtc
            .media(source.mid)
            .expect("negotiated")
            .remote_pts()
            .to_vec();
        let config = self.publisher.rtc.codec_config();
        let codec = if source.kind == MediaKind::Audio {
            str0m::format::Codec::Opus
        } else {
            str0m::format::Codec::Vp8
        };
        let params = config
            .find(|p| p.spec().codec == codec && pts.contains(&p.pt()))
            .expect("negotiated");
        let pt = if packet.red {
            params.red().expect("RED was negotiated")
        } else {
            params.pt()
        };
        if packet.lost {
            return;
        }
        let mut api = self.publisher.rtc.direct_api();
        let stream = api.stream_tx_by_mid(source.mid, rid).expect("a stream");
        let values = ExtensionValues {
            audio_level: packet.level,
            voice_activity: packet.level.map(|_| true),
            ..Default::default()
        };
        stream.write_rtp(
            RtpWrite::new(
                pt,
                sequence.into(),
                packet.time,
                packet.captured,
                packet.payload,
            )
            .marker(packet.marker)
            .nackable(source.kind == MediaKind::Video)
            .ext_vals(values),
        );
        self.publisher.tick(self.now);
    }

    pub fn tick(&mut self, now: Instant) {
        self.now = now;
        self.publisher.tick(now);
        self.subscriber.tick(now);
    }

    pub fn receive(&mut self, to: SocketAddr, from: SocketAddr, contents: &[u8], now: Instant) {
        let pc = if to == self.publisher.address {
            &mut self.publisher
        } else {
            &mut self.subscriber
        };
        pc.now = now;
        if let Ok(received) = Receive::new(Protocol::Udp, from, to, contents) {
            pc.rtc.handle_input(Input::Receive(now, received)).unwrap();
            pc.drain();
        }
    }

    pub fn take_sent(&mut self) -> Vec<(SocketAddr, Vec<u8>)> {
        let mut sent = std::mem::take(&mut self.publisher.sent);
        sent.append(&mut self.subscriber.sent);
        sent
    }
}

/// One packet to send.
#[derive(Clone, Copy)]
pub struct Sent<'a> {
    pub time: u32,
    pub captured: Instant,
    pub marker: bool,
    pub level: Option<i8>,
    pub red: bool,
    /// Numbered, but never on the wire.
    pub lost: bool,
    pub payload: &'a [u8],
}
