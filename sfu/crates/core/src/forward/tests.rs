use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::codec::vp8::Descriptor;

const LOW: Layer = Layer(0);
const HIGH: Layer = Layer(2);

fn vp8(start: Instant, sequence: u64, time: u64, keyframe: bool, picture: u16) -> (Packet, Facts) {
    let payload: Arc<[u8]> = Arc::from(vec![
        0x90,
        0xf0,
        0x80 | (picture >> 8) as u8,
        picture as u8,
        picture as u8,
        picture as u8 & 0x1f,
        u8::from(!keyframe),
    ]);
    let packet = Packet {
        ssrc: 7,
        sequence,
        time,
        arrival: start,
        marker: true,
        codec: Codec::Vp8,
        audio_level: None,
        voice: None,
        orientation: None,
        payload,
    };
    let facts = Facts::read(Codec::Vp8, &packet.payload);
    assert!(Descriptor::parse(&packet.payload).is_some());
    (packet, facts)
}

fn opus(start: Instant, sequence: u64, time: u64) -> (Packet, Facts) {
    let (mut packet, _) = vp8(start, sequence, time, true, 0);
    packet.codec = Codec::Opus;
    let facts = Facts::read(Codec::Opus, &packet.payload);
    (packet, facts)
}

#[test]
fn video_begins_with_a_keyframe() {
    let start = Instant::now();
    let mut forwarder = Forwarder::new(Kind::Video, start);
    forwarder.set_target(Some(LOW));
    let (delta, facts) = vp8(start, 10, 0, false, 5);
    assert!(
        forwarder
            .forward(LOW, &delta, &facts, start, start)
            .is_none()
    );
    assert_eq!(forwarder.awaits_keyframe(), Some(LOW));
    let (key, facts) = vp8(start, 11, 3_000, true, 6);
    let sent = forwarder.forward(LOW, &key, &facts, start, start).unwrap();
    assert_eq!((sent.sequence, sent.time), (0, 0));
    assert_eq!(forwarder.awaits_keyframe(), None);
}

#[test]
fn a_switch_keeps_the_old_layer_until_the_keyframe_and_leaves_no_seam() {
    let start = Instant::now();
    let mut forwarder = Forwarder::new(Kind::Video, start);
    forwarder.set_target(Some(LOW));
    let frame = Duration::from_millis(33);
    let (key, facts) = vp8(start, 100, 50_000, true, 20);
    forwarder.forward(LOW, &key, &facts, start, start).unwrap();
    forwarder.set_target(Some(HIGH));
    let (delta, facts) = vp8(start, 101, 50_000 + 2_970, false, 21);
    let old = forwarder
        .forward(LOW, &delta, &facts, start + frame, start + frame)
        .unwrap();
    assert_eq!((old.sequence, old.time), (1, 2_970));

    let (early, facts) = vp8(start, 900, 9_000_000, false, 300);
    assert!(
        forwarder
            .forward(HIGH, &early, &facts, start + frame, start + frame)
            .is_none()
    );
    let (key, facts) = vp8(start, 901, 9_000_000, true, 301);
    let new = forwarder
        .forward(HIGH, &key, &facts, start + frame * 2, start + frame * 2)
        .unwrap();
    assert_eq!((new.sequence, new.time), (2, 5_940));
    assert_eq!(new.picture.unwrap().picture_id, Some(22));
    assert_eq!(new.picture.unwrap().tl0_index, Some(22));
    assert_eq!(new.picture.unwrap().key_index, Some(22));

    let (stale, facts) = vp8(start, 102, 50_000 + 5_940, false, 22);
    assert!(
        forwarder
            .forward(LOW, &stale, &facts, start + frame * 2, start + frame * 2)
            .is_none()
    );
}

#[test]
fn a_packet_of_the_left_layer_that_was_late_still_fills_its_hole() {
    let start = Instant::now();
    let mut forwarder = Forwarder::new(Kind::Video, start);
    forwarder.set_target(Some(LOW));
    for (sequence, keyframe) in [(100, true), (102, false)] {
        let (packet, facts) = vp8(start, sequence, 0, keyframe, 1);
        forwarder
            .forward(LOW, &packet, &facts, start, start)
            .unwrap();
    }
    forwarder.set_target(Some(HIGH));
    let (key, facts) = vp8(start, 5, 0, true, 1);
    forwarder.forward(HIGH, &key, &facts, start, start).unwrap();
    let (late, facts) = vp8(start, 101, 0, false, 1);
    let soon = start + Duration::from_millis(100);
    assert_eq!(
        forwarder
            .forward(LOW, &late, &facts, start, soon)
            .unwrap()
            .sequence,
        1
    );
    let too_late = start + Duration::from_millis(300);
    assert!(
        forwarder
            .forward(LOW, &late, &facts, start, too_late)
            .is_none()
    );
}

#[test]
fn after_a_minute_of_silence_time_has_gone_on_and_numbers_have_not() {
    let start = Instant::now();
    let mut forwarder = Forwarder::new(Kind::Audio, start);
    forwarder.set_target(Some(LOW));
    let (first, facts) = opus(start, 7, 960);
    forwarder
        .forward(LOW, &first, &facts, start, start)
        .unwrap();
    forwarder.interrupt();
    let later = start + Duration::from_secs(60);
    let (next, facts) = opus(start, 4_000, 123);
    let sent = forwarder.forward(LOW, &next, &facts, later, later).unwrap();
    assert_eq!((sent.sequence, sent.time), (1, 60 * 48_000));
    assert!(sent.marker);
}

#[test]
fn a_layer_that_took_longer_to_arrive_does_not_bend_time() {
    let start = Instant::now();
    let at = |ms| start + Duration::from_millis(ms);
    let mut forwarder = Forwarder::new(Kind::Video, start);
    forwarder.set_target(Some(LOW));
    // Placed by its arrival for want of a report; the next one is known to be captured earlier.
    let (key, facts) = vp8(start, 1, 0, true, 1);
    let first = forwarder
        .forward(LOW, &key, &facts, at(200), start)
        .unwrap();
    let (delta, facts) = vp8(start, 2, 9_000, false, 2);
    forwarder
        .forward(LOW, &delta, &facts, at(100), start)
        .unwrap();
    forwarder.set_target(Some(HIGH));
    let (key, facts) = vp8(start, 70, 123_456, true, 3);
    let after = forwarder
        .forward(HIGH, &key, &facts, at(200), start)
        .unwrap();
    assert_eq!(
        after.time - first.time,
        9_000 + 9_000,
        "100 ms of pictures, then 100 ms of capture"
    );
}

#[test]
fn a_stopped_stream_forwards_nothing_and_begins_again_with_a_keyframe() {
    let start = Instant::now();
    let mut forwarder = Forwarder::new(Kind::Video, start);
    forwarder.set_target(Some(LOW));
    let (key, facts) = vp8(start, 1, 0, true, 1);
    forwarder.forward(LOW, &key, &facts, start, start).unwrap();
    forwarder.set_target(None);
    assert!(forwarder.forward(LOW, &key, &facts, start, start).is_none());
    forwarder.set_target(Some(LOW));
    assert_eq!(forwarder.awaits_keyframe(), Some(LOW));
}

proptest! {
    /// Whatever order packets come in, whichever are empty, lost or of another layer: numbers sent are unique, and without loss contiguous.
    #[test]
    fn numbers_sent_are_unique_and_have_no_holes(
        empties in prop::collection::vec(prop::bool::weighted(0.1), 200),
        swaps in prop::collection::vec(0_usize..199, 0..20),
        switches in prop::collection::vec(0_usize..200, 0..5),
    ) {
        let start = Instant::now();
        let mut forwarder = Forwarder::new(Kind::Video, start);
        forwarder.set_target(Some(LOW));
        let mut order: Vec<usize> = (0..200).collect();
        for swap in &swaps {
            // Empty packets are padding of a paced sender; they are not swapped with their neighbours here.
            if !empties[*swap] && !empties[*swap + 1] && *swap > 0 {
                order.swap(*swap, *swap + 1);
            }
        }
        let mut seen = Vec::new();
        for index in order {
            let now = start + Duration::from_millis(index as u64);
            if switches.contains(&index) {
                forwarder.set_target(Some(if forwarder.target() == Some(LOW) { HIGH } else { LOW }));
            }
            for layer in [LOW, HIGH] {
                let sequence = 1_000 + index as u64 + u64::from(layer.0) * 5_000;
                let keyframe = index == 0 || switches.contains(&index);
                let (mut packet, mut facts) = vp8(start, sequence, index as u64 * 90, keyframe, index as u16);
                if empties[index] && !keyframe {
                    packet.payload = Arc::from([]);
                    facts = Facts::default();
                }
                if let Some(sent) = forwarder.forward(layer, &packet, &facts, now, now) {
                    seen.push(sent.sequence);
                }
            }
        }
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        prop_assert_eq!(seen.len(), count, "a number was used twice");
    }
}
