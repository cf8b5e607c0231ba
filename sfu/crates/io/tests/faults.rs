//! A fault inside one connection ends its participant, and nobody else.

mod support;

use std::time::{Duration, Instant};

use support::ROOM;
use visio_core::id::Participant;
use visio_core::packet::{Layer, Mid, Outgoing};
use visio_io::shard::Connector;
use visio_io::{Command, Event, Shard, Target};
use visio_transport::{
    Answer, AudioWishes, Channel, DataRefused, Datagram, MediaRequest, NegotiationError, Output,
    PeerConnection,
};

/// Breaks when it is told to; otherwise it does nothing.
struct Fragile {
    until: Instant,
}

struct Connect;

impl Connector for Connect {
    type Connection = Fragile;

    fn connect(&self, _: Target, now: Instant) -> Fragile {
        Fragile {
            until: now + Duration::from_secs(60),
        }
    }
}

impl PeerConnection for Fragile {
    fn accept_offer(
        &mut self,
        _: &str,
        _: &AudioWishes,
        _: Instant,
    ) -> Result<Answer, NegotiationError> {
        panic!("a fault, on purpose")
    }
    fn open_channels(&mut self) {}
    fn add_media(&mut self, _: u64, _: MediaRequest) {}
    fn stop_media(&mut self, _: u64) {}
    fn restart_ice(&mut self) {}
    fn offer(&mut self, _: Instant) -> Option<String> {
        None
    }
    fn accept_answer(&mut self, _: &str, _: Instant) -> Result<(), NegotiationError> {
        Ok(())
    }
    fn add_candidate(&mut self, _: &str) {}
    fn user_fragments(&self) -> Vec<String> {
        Vec::new()
    }
    fn accepts(&self, _: Datagram<'_>, _: Instant) -> bool {
        false
    }
    fn receive(&mut self, _: Datagram<'_>, _: Instant) {}
    fn handle_timeout(&mut self, _: Instant) {}
    fn poll(&mut self) -> Output {
        Output::Timeout(self.until)
    }
    fn write(&mut self, _: Mid, _: Outgoing) {}
    fn request_keyframe(&mut self, _: Mid, _: Layer) {}
    fn send_data(&mut self, _: Channel, _: &[u8]) -> Result<(), DataRefused> {
        Ok(())
    }
    fn set_bitrate(&mut self, _: u64, _: u64) {}
    fn close(&mut self) {}
}

#[test]
fn a_fault_in_one_connection_ends_that_participant_alone() {
    let now = Instant::now();
    let mut shard = Shard::new(Connect, Duration::from_millis(200));
    shard.command(Command::OpenRoom { room: ROOM }, now);
    for number in 1..=3 {
        let participant = Participant(number);
        shard.command(
            Command::AddParticipant {
                room: ROOM,
                participant,
                counts_as_speaker: true,
            },
            now,
        );
    }
    let offer = Command::PublisherOffer {
        participant: Participant(2),
        request: 1,
        sdp: String::new(),
        wishes: AudioWishes::default(),
    };
    shard.command(offer, now);
    shard.finish(now);
    let events = shard.take_events();
    assert!(
        matches!(
            events[..],
            [Event::ParticipantFailed {
                participant: Participant(2),
                ..
            }]
        ),
        "{events:?}"
    );
    assert_eq!(shard.participants(), 2);
}
