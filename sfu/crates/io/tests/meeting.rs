//! Meetings in virtual time: two and more browsers through one shard.

mod support;

use std::time::Duration;

use str0m::media::MediaKind;
use support::browser::Sent;
use support::World;
use visio_core::packet::Kind;
use visio_io::{Event, TransportState};

const SECOND: Duration = Duration::from_secs(1);

/// A VP8 packet with picture id; the first byte of the picture says whether it is a keyframe.
fn vp8(picture: u16, keyframe: bool, fill: u8) -> Vec<u8> {
    let mut payload = vec![
        0x90,
        0xf0,
        0x80 | (picture >> 8) as u8,
        picture as u8,
        picture as u8,
        0x20 | (picture as u8 & 0x1f),
        u8::from(!keyframe),
    ];
    payload.resize(600, fill);
    payload
}

/// Two people; the first sends sound (track 1) and one layer of video (track 2), the second receives both.
fn pair() -> (World, usize, usize) {
    let mut world = World::new();
    let (lea, malik) = (world.join_near(), world.join_near());
    let sound = world.browsers[lea].add_source(MediaKind::Audio, "mic", &[]);
    let video = world.browsers[lea].add_source(MediaKind::Video, "cam", &[]);
    world.negotiate(lea);
    world.open_subscriber(lea);
    world.open_subscriber(malik);
    let (sound, video) = (world.browsers[lea].mid_of(sound), world.browsers[lea].mid_of(video));
    world.publish(lea, 1, &sound, Kind::Audio);
    world.publish(lea, 2, &video, Kind::Video);
    world.subscribe(malik, 1);
    world.subscribe(malik, 2);
    let connected = world.until(SECOND * 5, |world| {
        world.browsers[0].publisher.connected && world.browsers[1].subscriber.connected
    });
    assert!(connected, "connections come up: {:?}", world.failures());
    (world, lea, malik)
}

/// Sends sound and video for a while; video is captured with the sound but takes longer to encode.
fn talk(world: &mut World, index: usize, span: Duration, from: &mut u64) {
    let end = world.now + span;
    let start = world.start;
    while world.now < end {
        let at = world.now;
        let elapsed = at - start;
        let sound = Sent {
            time: (elapsed.as_millis() as u32).wrapping_mul(48).wrapping_add(77_000),
            captured: at,
            marker: false,
            level: Some(-20),
            red: false,
            lost: false,
            payload: &[1; 80],
        };
        world.browsers[index].send(0, 0, sound);
        if *from % 2 == 0 {
            let keyframe = *from == 0 || take_request(world, index);
            let picture = vp8((*from / 2) as u16, keyframe, 7);
            let video = Sent {
                time: (elapsed.as_millis() as u32).wrapping_mul(90).wrapping_add(3_000_000_000),
                marker: true,
                level: None,
                payload: &picture,
                ..sound
            };
            world.browsers[index].send(1, 0, video);
        }
        *from += 1;
        world.run(Duration::from_millis(20));
    }
}

fn take_request(world: &mut World, index: usize) -> bool {
    let requests = &mut world.browsers[index].publisher.keyframe_requests;
    let asked = !requests.is_empty();
    requests.clear();
    asked
}

#[test]
fn sound_and_video_reach_the_other_browser() {
    let (mut world, lea, malik) = pair();
    let mut frame = 1;
    talk(&mut world, lea, SECOND * 3, &mut frame);
    assert!(world.failures().is_empty(), "{:?}", world.failures());
    let sound = world.browsers[malik].subscriber.packets_of("TR_1").len();
    let video = world.browsers[malik].subscriber.packets_of("TR_2");
    assert!(sound > 140, "{sound} packets of sound");
    assert!(video.len() > 65, "{} packets of video", video.len());
    assert_eq!(video[0].payload[6], 0, "the first packet of video begins a keyframe");
    assert!(video.windows(2).all(|pair| *pair[1].seq_no == *pair[0].seq_no + 1));
    assert!(world.events.iter().any(|event| matches!(
        event,
        Event::Media(visio_core::event::Event::SubscriptionBound { track, .. }) if track.0 == 2
    )));
}

#[test]
fn both_connections_tell_that_they_are_up_and_later_that_they_closed() {
    let (mut world, _, _) = pair();
    world.run(SECOND);
    let states = |world: &World, wanted| {
        let is = |event: &&Event| matches!(event, Event::TransportState { state, .. } if *state == wanted);
        world.events.iter().filter(is).count()
    };
    assert_eq!(states(&world, TransportState::Connected), 3);
    world.browsers[1].subscriber.rtc.close().unwrap();
    world.run(SECOND);
    assert_eq!(states(&world, TransportState::Closed), 1);
}
