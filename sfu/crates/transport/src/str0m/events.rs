//! What str0m tells, in the words of the seam.

use std::time::{Instant, SystemTime};

use ::str0m::rtp::{RtpPacket, VideoOrientation};
use ::str0m::{Event as Inner, IceConnectionState, Output as InnerOutput};
use visio_core::packet::{Packet, SenderReport};

use super::streams::{Sending, layer};
use super::{Connection, outer};
use crate::connection::{Event, Output, State, Transmit};

impl Connection {
    pub(super) fn poll_next(&mut self) -> Output {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Output::Event(event);
            }
            match self.rtc.poll_output() {
                Ok(InnerOutput::Timeout(at)) => return Output::Timeout(at),
                Ok(InnerOutput::Transmit(transmit)) => {
                    return Output::Transmit(Transmit {
                        source: transmit.source,
                        destination: transmit.destination,
                        contents: transmit.contents.into(),
                    });
                }
                Ok(InnerOutput::Event(event)) => {
                    if let Some(event) = self.translate(event) {
                        return Output::Event(event);
                    }
                }
                Err(error) => {
                    tracing::debug!(%error, "the connection cannot go on");
                    self.rtc.disconnect();
                    self.fail("the transport failed");
                }
            }
        }
    }

    fn translate(&mut self, event: Inner) -> Option<Event> {
        match event {
            Inner::Connected => {
                self.connected(self.last_seen);
                Some(Event::State(State::Connected))
            }
            Inner::IceConnectionStateChange(IceConnectionState::Disconnected) => {
                Some(Event::State(State::Disconnected))
            }
            Inner::IceConnectionStateChange(
                IceConnectionState::Connected | IceConnectionState::Completed,
            ) => self
                .connected
                .is_some()
                .then_some(Event::State(State::Connected)),
            Inner::RtpPacket(packet) => self.packet(packet),
            Inner::SenderFeedback(feedback) => {
                let clock = feedback
                    .sender_info
                    .ntp_time
                    .duration_since(SystemTime::UNIX_EPOCH)
                    .ok()?;
                Some(Event::SenderReport {
                    mid: outer(feedback.mid)?,
                    layer: layer(feedback.rid),
                    report: SenderReport {
                        sender_clock: clock.as_nanos() as i128,
                        time: feedback.sender_info.rtp_time.numer() as u32,
                        arrival: feedback.received_at,
                    },
                })
            }
            Inner::KeyframeRequest(request) => Some(Event::KeyframeRequest {
                mid: outer(request.mid)?,
            }),
            Inner::ChannelOpen(id, label) => {
                self.channels.opened(id, &label);
                self.channels.flush(&mut self.rtc);
                None
            }
            Inner::ChannelClose(id) => {
                self.channels.closed(id);
                None
            }
            Inner::ChannelData(data) => {
                let channel = self.channels.channel(data.id)?;
                Some(Event::Data {
                    channel,
                    payload: data.data,
                })
            }
            Inner::PeerStats(stats) => {
                if let Some(estimate) = stats.bwe_tx {
                    self.estimate(estimate.as_u64());
                }
                Some(Event::Statistics {
                    loss_in: stats.ingress_loss_fraction,
                    loss_out: stats.egress_loss_fraction,
                    round_trip: stats
                        .rtt
                        .or(stats
                            .selected_candidate_pair
                            .and_then(|pair| pair.current_round_trip_time))
                        .map(|time| time.as_secs_f32()),
                })
            }
            Inner::Closed => Some(Event::State(State::Closed)),
            _ => None,
        }
    }

    fn packet(&mut self, packet: RtpPacket) -> Option<Event> {
        let ssrc = packet.header.ssrc;
        let (mid, layer) = if let Some(place) = self.received.place(ssrc) {
            place
        } else {
            let mut api = self.rtc.direct_api();
            let stream = api.stream_rx(&ssrc)?;
            let (mid, rid) = (outer(stream.mid())?, stream.rid());
            self.received.learn(ssrc, mid, rid)
        };
        let codec = self.received.codec(packet.header.payload_type)?;
        let values = &packet.header.ext_vals;
        let packet = Packet {
            ssrc: *ssrc,
            sequence: *packet.seq_no,
            time: packet.time.numer(),
            arrival: packet.timestamp,
            marker: packet.header.marker,
            codec,
            audio_level: values.audio_level.map(i8::unsigned_abs),
            voice: values.voice_activity,
            orientation: values
                .video_orientation
                .map(|orientation: VideoOrientation| orientation as u8),
            payload: packet.payload,
        };
        Some(Event::Packet { mid, layer, packet })
    }

    /// Media can flow: streams that were agreed on before count their time from now.
    fn connected(&mut self, now: Instant) {
        if self.connected.replace(now).is_none() {
            self.offers.restart_clocks(&mut self.rtc);
            self.announce(now);
        }
    }

    /// Tells which media can be written now.
    pub(super) fn announce(&mut self, now: Instant) {
        if self.connected.is_none() {
            return;
        }
        for active in self.offers.agreed(&mut self.rtc) {
            let Some(mid) = outer(active.inner) else {
                continue;
            };
            let Some(media) = self.rtc.media(active.inner) else {
                continue;
            };
            let sending = Sending::new(
                active.kind,
                active.ssrc,
                self.rtc.codec_config(),
                media.remote_pts(),
            );
            let accepts_red = sending.accepts_red();
            self.sending.insert(mid, sending);
            self.events.push_back(Event::MediaReady {
                key: active.key,
                mid,
                epoch: now,
                accepts_red,
            });
        }
    }

    /// Tells what the link carries when that changed by a twentieth, and only once it can be measured.
    fn estimate(&mut self, estimate: u64) {
        if self.connected.is_some() && self.estimated.abs_diff(estimate) * 20 > self.estimated {
            self.estimated = estimate;
            self.events.push_back(Event::Estimate(estimate));
        }
    }

    pub(super) fn flush_data(&mut self) {
        if self.channels.is_waiting() {
            self.channels.flush(&mut self.rtc);
        }
    }
}
