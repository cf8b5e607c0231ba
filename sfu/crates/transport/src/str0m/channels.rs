//! The data channels of a connection.

use std::collections::VecDeque;

use ::str0m::Rtc;
use ::str0m::change::SdpApi;
use ::str0m::channel::{ChannelConfig, ChannelId, Reliability};
use visio_core::limits;

use crate::connection::Channel;
use crate::error::DataRefused;

const RELIABLE: &str = "_reliable";
const LOSSY: &str = "_lossy";
/// Lossy messages kept until the channel is open.
const EARLY_LOSSY: usize = 16;

#[derive(Default)]
pub(super) struct Channels {
    open: Vec<(ChannelId, Channel)>,
    waiting: VecDeque<Vec<u8>>,
    waiting_lossy: VecDeque<Vec<u8>>,
    waiting_bytes: usize,
}

impl Channels {
    pub(super) fn offer(api: &mut SdpApi<'_>) {
        let config = |label: &str, ordered, reliability| ChannelConfig {
            label: label.to_owned(),
            ordered,
            reliability,
            ..Default::default()
        };
        api.add_channel_with_config(config(RELIABLE, true, Reliability::Reliable));
        api.add_channel_with_config(config(
            LOSSY,
            false,
            Reliability::MaxRetransmits { retransmits: 0 },
        ));
    }

    pub(super) fn opened(&mut self, id: ChannelId, label: &str) {
        let channel = match label {
            RELIABLE => Channel::Reliable,
            LOSSY => Channel::Lossy,
            _ => return,
        };
        self.open.retain(|(_, known)| *known != channel);
        self.open.push((id, channel));
    }

    pub(super) fn closed(&mut self, id: ChannelId) {
        self.open.retain(|(known, _)| *known != id);
    }

    pub(super) fn channel(&self, id: ChannelId) -> Option<Channel> {
        self.open
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, channel)| *channel)
    }

    pub(super) fn send(
        &mut self,
        rtc: &mut Rtc,
        channel: Channel,
        payload: &[u8],
    ) -> Result<(), DataRefused> {
        if payload.len() > limits::DATA_MESSAGE {
            return Err(DataRefused::TooLarge);
        }
        match channel {
            Channel::Reliable => {
                if self.waiting_bytes + payload.len() > limits::DATA_QUEUE_BYTES {
                    return Err(DataRefused::QueueFull);
                }
                self.waiting_bytes += payload.len();
                self.waiting.push_back(payload.to_vec());
                self.flush(rtc);
            }
            Channel::Lossy => {
                if self.open.iter().any(|(_, open)| *open == Channel::Lossy) {
                    write(&self.open, rtc, Channel::Lossy, payload);
                } else {
                    self.waiting_lossy.push_back(payload.to_vec());
                    if self.waiting_lossy.len() > EARLY_LOSSY {
                        self.waiting_lossy.pop_front();
                    }
                }
            }
        }
        Ok(())
    }

    /// Hands on what waits, as far as it is taken.
    pub(super) fn flush(&mut self, rtc: &mut Rtc) {
        while let Some(payload) = self.waiting.front() {
            if !write(&self.open, rtc, Channel::Reliable, payload) {
                break;
            }
            self.waiting_bytes -= payload.len();
            self.waiting.pop_front();
        }
        if self.open.iter().any(|(_, open)| *open == Channel::Lossy) {
            for payload in self.waiting_lossy.drain(..) {
                write(&self.open, rtc, Channel::Lossy, &payload);
            }
        }
    }

    pub(super) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }
}

fn write(open: &[(ChannelId, Channel)], rtc: &mut Rtc, channel: Channel, payload: &[u8]) -> bool {
    let Some((id, _)) = open.iter().find(|(_, known)| *known == channel) else {
        return false;
    };
    rtc.channel(*id)
        .is_some_and(|mut channel| channel.write(true, payload).unwrap_or(false))
}
