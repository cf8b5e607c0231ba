//! Meetings in virtual time: two and more browsers through one shard.

mod support;

use std::time::Duration;

use str0m::media::MediaKind;
use support::World;
use support::browser::Sent;
use visio_core::packet::Kind;
use visio_io::{Command, Event, Target, TransportState};
use visio_netsim::Profile;
use visio_transport::{AudioWishes, Channel};

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
    let (sound, video) = (
        world.browsers[lea].mid_of(sound),
        world.browsers[lea].mid_of(video),
    );
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
            time: (elapsed.as_millis() as u32)
                .wrapping_mul(48)
                .wrapping_add(77_000),
            captured: at,
            marker: false,
            level: Some(-20),
            red: false,
            lost: false,
            payload: &[1; 80],
        };
        world.browsers[index].send(0, 0, sound);
        if from.is_multiple_of(2) {
            let keyframe = *from == 0 || take_request(world, index);
            let picture = vp8((*from / 2) as u16, keyframe, 7);
            let video = Sent {
                time: (elapsed.as_millis() as u32)
                    .wrapping_mul(90)
                    .wrapping_add(3_000_000_000),
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
    assert_eq!(
        video[0].payload[6], 0,
        "the first packet of video begins a keyframe"
    );
    assert!(
        video
            .windows(2)
            .all(|pair| *pair[1].seq_no == *pair[0].seq_no + 1)
    );
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

/// Sends a picture in each of three layers, 30 a second, each on a clock of its own; keyframes as asked for.
struct Camera {
    picture: u16,
    keyframes: [bool; 3],
}

impl Camera {
    fn new() -> Self {
        Self {
            picture: 0,
            keyframes: [true; 3],
        }
    }

    fn shoot(
        &mut self,
        world: &mut World,
        index: usize,
        source: usize,
        layers: &[usize],
        span: Duration,
    ) {
        let end = world.now + span;
        while world.now < end {
            for (_, _, rid) in world.browsers[index].publisher.keyframe_requests.drain(..) {
                let layer = ["q", "h", "f"]
                    .iter()
                    .position(|known| rid.as_deref() == Some(known));
                self.keyframes[layer.unwrap_or(0)] = true;
            }
            self.picture += 1;
            for layer in layers {
                let keyframe = std::mem::take(&mut self.keyframes[*layer]);
                let mut payload = vp8(self.picture, keyframe, *layer as u8);
                payload.resize([300, 600, 1_100][*layer], *layer as u8);
                let elapsed = (world.now - world.start).as_micros() as u64;
                let time = (elapsed * 90 / 1_000) as u32;
                world.browsers[index].send(
                    source,
                    *layer,
                    Sent {
                        time: time.wrapping_add([1_000, 700_000_000, 4_294_000_000][*layer]),
                        captured: world.now,
                        marker: true,
                        level: None,
                        red: false,
                        lost: false,
                        payload: &payload,
                    },
                );
            }
            world.run(Duration::from_micros(33_333));
        }
    }
}

/// Léa sends three layers as track 1, Malik receives them.
fn simulcast() -> (World, Camera) {
    simulcast_over(Profile {
        delay: Duration::from_millis(5),
        ..Profile::perfect()
    })
}

fn simulcast_over(to_malik: Profile) -> (World, Camera) {
    let mut world = World::new();
    world.join_near();
    world.join(to_malik);
    world.browsers[0].add_source(MediaKind::Video, "cam", &["q", "h", "f"]);
    world.negotiate(0);
    world.open_subscriber(1);
    let mid = world.browsers[0].mid_of(0);
    world.publish(0, 1, &mid, Kind::Video);
    world.subscribe(1, 1);
    world.until(SECOND * 5, |world| {
        world.browsers[0].publisher.connected && world.browsers[1].subscriber.connected
    });
    (world, Camera::new())
}

/// Which layer each packet received came from: written into the payload.
fn layers_received(world: &mut World) -> Vec<u8> {
    world.browsers[1]
        .subscriber
        .packets_of("TR_1")
        .iter()
        .map(|packet| *packet.payload.last().unwrap())
        .collect()
}

fn picture_id(payload: &[u8]) -> u16 {
    u16::from(payload[2] & 0x7f) << 8 | u16::from(payload[3])
}

#[test]
fn layers_change_on_keyframes_without_a_seam() {
    let (mut world, mut camera) = simulcast();
    camera.shoot(&mut world, 0, 0, &[0, 1, 2], SECOND * 3);
    assert_eq!(
        layers_received(&mut world).last(),
        Some(&2),
        "with room the highest layer is sent"
    );
    for max_layer in [0, 2, 1] {
        world.limit(1, 1, max_layer, false);
        camera.shoot(&mut world, 0, 0, &[0, 1, 2], SECOND * 3);
        assert_eq!(layers_received(&mut world).last(), Some(&max_layer));
    }
    let packets = world.browsers[1].subscriber.packets_of("TR_1");
    assert!(packets.len() > 300);
    for pair in packets.windows(2) {
        let (before, after) = (pair[0], pair[1]);
        assert_eq!(
            *after.seq_no,
            *before.seq_no + 1,
            "sequence numbers are contiguous"
        );
        assert_eq!(
            picture_id(&after.payload),
            picture_id(&before.payload) + 1,
            "picture ids are contiguous"
        );
        let step = after.header.timestamp.wrapping_sub(before.header.timestamp);
        assert!((1_500..6_000).contains(&step), "a step of {step} ticks");
        if before.payload.last() != after.payload.last() {
            assert_eq!(after.payload[6], 0, "a new layer begins with a keyframe");
        }
    }
}

#[test]
fn a_layer_that_falls_silent_is_left_for_one_that_is_sent() {
    let (mut world, mut camera) = simulcast();
    camera.shoot(&mut world, 0, 0, &[0, 1, 2], SECOND * 2);
    assert_eq!(layers_received(&mut world).last(), Some(&2));
    camera.shoot(&mut world, 0, 0, &[0, 1], SECOND * 4);
    assert_eq!(layers_received(&mut world).last(), Some(&1));
    camera.shoot(&mut world, 0, 0, &[0, 1, 2], SECOND * 4);
    assert_eq!(layers_received(&mut world).last(), Some(&2));
}

#[test]
fn a_narrow_link_gets_a_small_layer_and_a_wider_one_more() {
    let narrow = Profile {
        delay: Duration::from_millis(20),
        rate: Some(220_000),
        queue: 30_000,
        ..Profile::perfect()
    };
    let (mut world, mut camera) = simulcast_over(narrow);
    camera.shoot(&mut world, 0, 0, &[0, 1, 2], SECOND * 20);
    let layers = layers_received(&mut world);
    let late = &layers[layers.len() - 60..];
    let highest = late.iter().copied().filter(|layer| *layer == 2).count();
    assert!(highest < 6, "layers received at the end: {late:?}");
    world.widen(
        1,
        Profile {
            delay: Duration::from_millis(20),
            ..Profile::perfect()
        },
    );
    camera.shoot(&mut world, 0, 0, &[0, 1, 2], SECOND * 20);
    assert_eq!(
        layers_received(&mut world).last(),
        Some(&2),
        "the link got wider"
    );
}

#[test]
fn on_a_lossy_link_what_is_lost_is_sent_again() {
    let lossy = Profile {
        delay: Duration::from_millis(20),
        loss: 0.03,
        ..Profile::perfect()
    };
    let (mut world, mut camera) = simulcast_over(lossy);
    world.limit(1, 1, 0, false);
    camera.shoot(&mut world, 0, 0, &[0, 1, 2], SECOND * 10);
    world.run(SECOND);
    let packets = world.browsers[1].subscriber.packets_of("TR_1");
    let mut numbers: Vec<_> = packets.iter().map(|packet| *packet.seq_no).collect();
    numbers.sort_unstable();
    let span = numbers.last().unwrap() - numbers[0] + 1;
    let missing = span - numbers.len() as u64;
    assert!(missing * 200 < span, "{missing} of {span} never arrived");
}

#[test]
fn keyframe_requests_of_many_become_few() {
    let (mut world, mut camera) = simulcast();
    for _ in 0..4 {
        let index = world.join_near();
        world.open_subscriber(index);
        world.subscribe(index, 1);
    }
    camera.shoot(&mut world, 0, 0, &[0, 1, 2], SECOND * 3);
    world.run(SECOND);
    world.browsers[0].publisher.keyframe_requests.clear();
    for index in 1..6 {
        let pc = &mut world.browsers[index].subscriber;
        let ssrc = pc.packets.last().unwrap().header.ssrc;
        let mut api = pc.rtc.direct_api();
        api.stream_rx(&ssrc)
            .unwrap()
            .request_keyframe(str0m::media::KeyframeRequestKind::Pli);
    }
    world.run(Duration::from_millis(300));
    assert_eq!(world.browsers[0].publisher.keyframe_requests.len(), 1);
}

#[test]
fn a_late_joiner_gets_a_keyframe_at_once() {
    let (mut world, mut camera) = simulcast();
    camera.shoot(&mut world, 0, 0, &[0, 1, 2], SECOND * 3);
    let late = world.join_near();
    world.open_subscriber(late);
    world.subscribe(late, 1);
    let before = world.now;
    let seen = |world: &World| !world.browsers[late].subscriber.packets.is_empty();
    while !seen(&world) && world.now < before + SECOND * 3 {
        camera.shoot(&mut world, 0, 0, &[0, 1, 2], Duration::from_millis(33));
    }
    let packets = &world.browsers[late].subscriber.packets;
    assert_eq!(packets[0].payload[6], 0);
    assert!(
        world.now - before < Duration::from_millis(800),
        "after {:?}",
        world.now - before
    );
}

/// Sound and video positions at our clock, from the sender reports received: how far apart what was captured together is played.
fn apart(world: &mut World, index: usize) -> Duration {
    let capture = |world: &mut World, track: &str, ticks: u32| {
        let pc = &mut world.browsers[index].subscriber;
        let last = pc
            .packets_of(track)
            .last()
            .map(|packet| (packet.header.timestamp, packet.header.ssrc))
            .unwrap();
        let mid = pc.rtc.direct_api().stream_rx(&last.1).unwrap().mid();
        let (_, report) = *pc
            .reports
            .iter()
            .rev()
            .find(|(known, _)| *known == mid)
            .expect("a sender report");
        let behind = f64::from((report.rtp_time.numer() as u32).wrapping_sub(last.0) as i32)
            / f64::from(ticks);
        report.ntp_time - Duration::from_secs_f64(behind.max(0.0))
            + Duration::from_secs_f64((-behind).max(0.0))
    };
    // The last packets of both were captured at the same moment: see `talk`.
    let sound = capture(world, "TR_1", 48_000);
    let video = capture(world, "TR_2", 90_000);
    sound
        .duration_since(video)
        .unwrap_or_else(|error| error.duration())
}

#[test]
fn sound_and_video_stay_together_also_after_a_minute_of_mute() {
    let (mut world, lea, malik) = pair();
    let mut frame = 0;
    talk(&mut world, lea, SECOND * 6, &mut frame);
    // `talk` sends video with every other sound: end on both.
    frame = 2 * (frame / 2) + 2;
    talk(&mut world, lea, Duration::from_millis(20), &mut frame);
    let before = apart(&mut world, malik);
    assert!(before < Duration::from_millis(25), "{before:?}");
    world.mute(2, true);
    world.mute(1, true);
    world.run(SECOND * 60);
    world.mute(1, false);
    world.mute(2, false);
    world.browsers[malik].subscriber.reports.clear();
    world.run(Duration::from_millis(50));
    assert!(
        take_request(&mut world, lea),
        "a keyframe is asked for at once"
    );
    frame = 0;
    talk(&mut world, lea, SECOND * 6, &mut frame);
    frame = 2 * (frame / 2) + 2;
    talk(&mut world, lea, Duration::from_millis(20), &mut frame);
    let after = apart(&mut world, malik);
    assert!(after < Duration::from_millis(25), "{after:?}");
    let packets = world.browsers[malik].subscriber.packets_of("TR_2");
    assert!(
        packets
            .windows(2)
            .all(|pair| *pair[1].seq_no == *pair[0].seq_no + 1),
        "numbers have no hole"
    );
}

#[test]
fn nothing_of_a_muted_track_is_forwarded() {
    let (mut world, lea, malik) = pair();
    let mut frame = 1;
    talk(&mut world, lea, SECOND, &mut frame);
    world.mute(1, true);
    world.run(Duration::from_millis(50));
    let before = world.browsers[malik].subscriber.packets_of("TR_1").len();
    talk(&mut world, lea, SECOND, &mut frame);
    assert_eq!(
        world.browsers[malik].subscriber.packets_of("TR_1").len(),
        before
    );
    world.mute(1, false);
    talk(&mut world, lea, SECOND, &mut frame);
    let after = world.browsers[malik].subscriber.packets_of("TR_1").len();
    assert!(after >= before + 45, "{after} after {before}");
}

#[test]
fn speakers_are_told_and_a_muted_one_is_not_among_them() {
    use visio_core::event::Event as Media;
    let (mut world, lea, _) = pair();
    let mut frame = 1;
    talk(&mut world, lea, Duration::from_millis(400), &mut frame);
    let last = |world: &World| {
        world.events.iter().rev().find_map(|event| match event {
            Event::Media(Media::SpeakersChanged { speakers, .. }) => Some(speakers.len()),
            _ => None,
        })
    };
    assert_eq!(last(&world), Some(1));
    world.mute(1, true);
    talk(&mut world, lea, SECOND, &mut frame);
    assert_eq!(last(&world), Some(0));
}

#[test]
fn data_travels_in_both_directions_in_order() {
    let (mut world, lea, malik) = pair();
    assert!(world.until(
        SECOND * 3,
        |world| world.browsers[0].publisher.channels.len() == 2
            && world.browsers[1].subscriber.channels.len() == 2
    ));
    for number in 0..200_u32 {
        let mut payload = number.to_be_bytes().to_vec();
        payload.resize(20_000, 1);
        world.send_data(malik, Channel::Reliable, &payload);
    }
    world.browsers[lea].publisher.send_data("_lossy", b"hello");
    world.run(SECOND * 5);
    let messages = &world.browsers[malik].subscriber.messages;
    let numbers: Vec<_> = messages
        .iter()
        .map(|(_, m)| u32::from_be_bytes(m[..4].try_into().unwrap()))
        .collect();
    assert_eq!(numbers, (0..200).collect::<Vec<_>>());
    assert!(world.events.iter().any(
        |event| matches!(event, Event::DataReceived { payload, reliable: false, .. } if payload == b"hello")
    ));
}

#[test]
fn data_for_somebody_who_never_takes_it_ends_that_one_alone() {
    let (mut world, _, malik) = pair();
    world.cut(malik);
    for _ in 0..400 {
        world.send_data(malik, Channel::Reliable, &vec![0; 60_000]);
    }
    world.run(SECOND);
    assert!(
        matches!(world.failures()[..], [Event::ParticipantFailed { participant, .. }] if participant.0 == 2)
    );
    assert_eq!(world.shard.participants(), 1);
}

#[test]
fn sections_are_used_again_and_never_grow_beyond_the_most_in_use() {
    let (mut world, lea, malik) = pair();
    let mut frame = 0;
    let sections = |offer: &str| offer.matches("\r\nm=").count();
    for round in 0..5 {
        for track in [1, 2] {
            world.unsubscribe(malik, track);
        }
        world.run(SECOND);
        let stopped = world.offers_to(malik).last().unwrap().to_string();
        assert_eq!(stopped.matches("m=audio 0 ").count(), 1, "{stopped}");
        for track in [1, 2] {
            world.subscribe(malik, track);
        }
        world.run(SECOND);
        let offer = world.offers_to(malik).last().unwrap().to_string();
        assert_eq!(sections(&offer), 3, "round {round}: {offer}");
        world.browsers[malik].subscriber.packets.clear();
        frame = 2;
        talk(&mut world, lea, SECOND, &mut frame);
        let pc = &mut world.browsers[malik].subscriber;
        eprintln!(
            "all {} of1 {} ",
            pc.packets.len(),
            pc.packets_of("TR_1").len()
        );
        assert!(pc.packets_of("TR_1").len() > 30, "round {round}");
        assert!(world.failures().is_empty(), "{:?}", world.failures());
    }
    let names: Vec<_> = world
        .offers_to(malik)
        .last()
        .unwrap()
        .lines()
        .filter(|l| l.starts_with("a=mid:"))
        .map(str::to_owned)
        .collect();
    assert_eq!(names.len(), 3, "{names:?}");
    assert_ne!(frame, 0);
}

#[test]
fn changes_made_while_an_offer_is_open_are_offered_together() {
    let (mut world, _, malik) = pair();
    world.hold_answers = true;
    world.unsubscribe(malik, 1);
    let before = world.offers_to(malik).len();
    world.unsubscribe(malik, 2);
    world.subscribe(malik, 1);
    assert_eq!(world.offers_to(malik).len(), before);
    world.release_answers();
    world.run(SECOND);
    assert!(world.failures().is_empty(), "{:?}", world.failures());
    assert!(world.offers_to(malik).len() > before);
}

#[test]
fn after_an_ice_restart_of_either_side_media_goes_on() {
    let (mut world, lea, malik) = pair();
    let mut frame = 1;
    talk(&mut world, lea, SECOND, &mut frame);
    world.command(Command::RestartSubscriberIce {
        participant: World::participant(malik),
    });
    world.browsers[lea].restart = true;
    world.negotiate(lea);
    talk(&mut world, lea, SECOND * 3, &mut frame);
    world.browsers[malik].subscriber.packets.clear();
    talk(&mut world, lea, SECOND, &mut frame);
    assert!(world.browsers[malik].subscriber.packets_of("TR_1").len() > 40);
    assert!(world.failures().is_empty(), "{:?}", world.failures());
}

#[test]
fn an_offer_that_was_lost_is_part_of_the_next_one_after_a_restart() {
    let (mut world, lea, malik) = pair();
    world.hold_answers = true;
    world.unsubscribe(malik, 2);
    world.lose_answers();
    world.subscribe(malik, 2);
    world.command(Command::RestartSubscriberIce {
        participant: World::participant(malik),
    });
    world.run(SECOND * 2);
    let mut frame = 0;
    talk(&mut world, lea, SECOND * 2, &mut frame);
    assert!(world.failures().is_empty(), "{:?}", world.failures());
    assert!(
        !world.browsers[malik]
            .subscriber
            .packets_of("TR_2")
            .is_empty()
    );
}

/// How the first exchange of somebody who only receives is cut.
const CUTS: [fn(&mut World); 2] = [World::lose_answers, World::lose_answers_on_the_way];

#[test]
fn after_a_cut_in_the_first_exchange_a_restart_connects() {
    for cut in CUTS {
        let mut world = World::new();
        let lea = world.join_near();
        world.hold_answers = true;
        world.open_subscriber(lea);
        cut(&mut world);
        world.command(Command::RestartSubscriberIce {
            participant: World::participant(lea),
        });
        world.until(SECOND * 5, |world| {
            world.browsers[0].subscriber.channels.len() == 2
        });
        assert!(world.failures().is_empty(), "{:?}", world.failures());
        let subscriber = &world.browsers[0].subscriber;
        assert!(subscriber.connected, "the connection comes up");
        assert_eq!(subscriber.channels.len(), 2, "{:?}", subscriber.channels);
    }
}

#[test]
fn after_a_cut_before_the_answer_a_restart_brings_the_media_under_the_same_names() {
    for cut in CUTS {
        let (mut world, lea, malik) = pair();
        let late = world.join_near();
        world.hold_answers = true;
        world.open_subscriber(late);
        world.subscribe(late, 1);
        world.subscribe(late, 2);
        cut(&mut world);
        world.command(Command::RestartSubscriberIce {
            participant: World::participant(late),
        });
        world.until(SECOND * 5, |world| world.browsers[2].subscriber.connected);
        assert!(world.failures().is_empty(), "{:?}", world.failures());
        let mut frame = 0;
        talk(&mut world, lea, SECOND * 2, &mut frame);
        for track in ["TR_1", "TR_2"] {
            for index in [malik, late] {
                let heard = world.browsers[index].subscriber.packets_of(track);
                assert!(!heard.is_empty(), "{track}");
            }
        }
    }
}

#[test]
fn what_was_ended_while_its_first_offer_was_lost_is_replaced() {
    for cut in CUTS {
        let (mut world, lea, _) = pair();
        let late = world.join_near();
        world.open_subscriber(late);
        world.run(SECOND);
        world.hold_answers = true;
        world.subscribe(late, 1);
        cut(&mut world);
        world.unsubscribe(late, 1);
        world.subscribe(late, 2);
        world.command(Command::RestartSubscriberIce {
            participant: World::participant(late),
        });
        world.run(SECOND * 2);
        let mut frame = 0;
        talk(&mut world, lea, SECOND * 2, &mut frame);
        assert!(world.failures().is_empty(), "{:?}", world.failures());
        let late = &mut world.browsers[late].subscriber;
        assert!(late.packets_of("TR_1").is_empty());
        assert!(!late.packets_of("TR_2").is_empty());
    }
}

#[test]
fn a_section_used_again_survives_a_cut_before_the_answer() {
    for cut in CUTS {
        let (mut world, lea, malik) = pair();
        world.unsubscribe(malik, 2);
        world.run(SECOND);
        world.browsers[malik].subscriber.packets.clear();
        world.hold_answers = true;
        world.subscribe(malik, 2);
        cut(&mut world);
        world.command(Command::RestartSubscriberIce {
            participant: World::participant(malik),
        });
        world.run(SECOND * 2);
        let mut frame = 0;
        talk(&mut world, lea, SECOND * 2, &mut frame);
        assert!(world.failures().is_empty(), "{:?}", world.failures());
        let heard = world.browsers[malik].subscriber.packets_of("TR_2");
        assert!(!heard.is_empty());
    }
}

#[test]
fn redundant_sound_is_unpacked_and_repaired_for_those_who_do_not_take_it() {
    let mut world = World::new();
    let (lea, malik, zoe) = (world.join_near(), world.join_near(), world.join_near());
    let now = world.now;
    world.browsers[malik].without_red(now);
    world.browsers[lea].add_source(MediaKind::Audio, "mic", &[]);
    world.negotiate(lea);
    let mid = world.browsers[lea].mid_of(0);
    world.publish(lea, 1, &mid, Kind::Audio);
    for index in [malik, zoe] {
        world.open_subscriber(index);
        world.subscribe(index, 1);
    }
    world.until(SECOND * 5, |world| {
        world
            .browsers
            .iter()
            .skip(1)
            .all(|b| b.subscriber.connected)
            && world.browsers[0].publisher.connected
    });
    for number in 0..100_u8 {
        // One block: the packet before, 960 ticks earlier.
        let payload = [
            0xef,
            0x0f,
            0x00,
            2,
            0x6f,
            number.wrapping_sub(1),
            7,
            number,
            7,
            7,
        ];
        let sent = Sent {
            time: u32::from(number) * 960,
            captured: world.now,
            marker: false,
            level: Some(-30),
            red: true,
            lost: number % 10 == 5,
            payload: &payload,
        };
        world.browsers[lea].send(0, 0, sent);
        world.run(Duration::from_millis(20));
    }
    let plain = world.browsers[malik].subscriber.packets_of("TR_1");
    let numbers: Vec<_> = plain.iter().map(|packet| packet.payload[0]).collect();
    let first = numbers[0];
    assert_eq!(
        numbers,
        (first..100).collect::<Vec<_>>(),
        "every packet, the lost ones from the copies"
    );
    assert!(first < 5);
    assert!(
        plain
            .windows(2)
            .all(|pair| *pair[1].seq_no == *pair[0].seq_no + 1)
    );
    let whole = world.browsers[zoe].subscriber.packets_of("TR_1");
    assert!(
        whole.iter().all(|packet| packet.payload.len() == 10),
        "passed through as it came"
    );
}

#[test]
fn somebody_who_leaves_is_gone_at_once_and_the_others_go_on() {
    let (mut world, lea, malik) = pair();
    world.until(SECOND * 3, |world| {
        world.browsers[0].publisher.channels.len() == 2
    });
    world.command(Command::RemoveParticipant {
        participant: World::participant(lea),
    });
    world.run(SECOND);
    assert!(world.browsers[lea].publisher.closed, "goodbye was said");
    assert_eq!(world.shard.participants(), 1);
    assert!(!world.browsers[malik].subscriber.closed);
}

#[test]
fn a_silent_connection_is_told_and_told_again_when_it_is_back() {
    let (mut world, _, malik) = pair();
    world.run(SECOND);
    world.cut(malik);
    world.run(SECOND * 15);
    let states = |world: &World| -> Vec<TransportState> {
        let of = |event: &Event| match event {
            Event::TransportState {
                participant,
                target: Target::Subscriber,
                state,
            } if participant.0 == 2 => Some(*state),
            _ => None,
        };
        world.events.iter().filter_map(of).collect()
    };
    assert_eq!(
        states(&world),
        [TransportState::Connected, TransportState::Disconnected]
    );
    world.widen(
        malik,
        Profile {
            delay: Duration::from_millis(5),
            ..Profile::perfect()
        },
    );
    world.run(SECOND * 15);
    assert_eq!(states(&world).last(), Some(&TransportState::Connected));
}

#[test]
fn what_is_no_description_is_refused_and_harms_nobody() {
    let (mut world, lea, malik) = pair();
    for sdp in [
        "",
        "hello",
        "v=0\r\n",
        "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
    ] {
        world.command(Command::PublisherOffer {
            participant: World::participant(lea),
            request: 99,
            sdp: sdp.to_owned(),
            wishes: AudioWishes::default(),
        });
    }
    assert_eq!(world.failures().len(), 4);
    let mut frame = 1;
    world.browsers[malik].subscriber.packets.clear();
    talk(&mut world, lea, SECOND, &mut frame);
    assert!(world.browsers[malik].subscriber.packets_of("TR_1").len() > 30);
}

#[test]
fn datagrams_of_strangers_harm_nobody() {
    let (mut world, lea, malik) = pair();
    let mut random = visio_netsim::Random::new(5);
    for _ in 0..5_000 {
        let mut any = |below: f64| (random.fraction() * below) as usize;
        let size = any(100.0);
        let mut contents: Vec<u8> = (0..size).map(|_| any(256.0) as u8).collect();
        if let Some(first) = contents.first_mut() {
            *first = [0, 20, 22, 63, 128, 144, 200][*first as usize % 7];
        }
        let strangers = [
            "10.9.9.9:9".parse().unwrap(),
            world.browsers[lea].addresses()[0],
        ];
        world.inject(strangers[size % 2], &contents);
    }
    let mut frame = 1;
    world.browsers[malik].subscriber.packets.clear();
    talk(&mut world, lea, SECOND, &mut frame);
    assert!(world.browsers[malik].subscriber.packets_of("TR_1").len() > 30);
    assert!(world.failures().is_empty(), "{:?}", world.failures());
}

#[test]
fn the_highest_layer_wanted_is_told_at_once_when_it_rises_and_late_when_it_falls() {
    use visio_core::event::Event as Media;
    let (mut world, mut camera) = simulcast();
    let told = |world: &World| -> Vec<Option<u8>> {
        let of = |event: &Event| match event {
            Event::Media(Media::LayersWanted { max_layer, .. }) => Some(*max_layer),
            _ => None,
        };
        world.events.iter().filter_map(of).collect()
    };
    world.limit(1, 1, 1, false);
    camera.shoot(&mut world, 0, 0, &[0, 1, 2], SECOND * 7);
    assert_eq!(told(&world).last(), Some(&Some(1)));
    world.limit(1, 1, 2, false);
    assert_eq!(told(&world).last(), Some(&Some(2)));
    world.limit(1, 1, 2, true);
    camera.shoot(&mut world, 0, 0, &[0, 1, 2], SECOND * 4);
    assert_eq!(told(&world).last(), Some(&Some(2)));
    camera.shoot(&mut world, 0, 0, &[0, 1, 2], SECOND * 2);
    assert_eq!(told(&world).last(), Some(&None));
}

#[test]
fn reports_stay_on_one_line_through_a_mute_during_which_the_sender_goes_on() {
    let (mut world, lea, malik) = pair();
    let mut frame = 0;
    talk(&mut world, lea, SECOND * 6, &mut frame);
    for track in [1, 2] {
        world.mute(track, true);
    }
    talk(&mut world, lea, SECOND * 4, &mut frame);
    for track in [1, 2] {
        world.mute(track, false);
    }
    talk(&mut world, lea, SECOND * 6, &mut frame);
    let reports = world.browsers[malik].subscriber.reports.clone();
    let epoch = reports[0].1.ntp_time;
    let mids: std::collections::BTreeSet<String> =
        reports.iter().map(|(mid, _)| mid.to_string()).collect();
    for mid in mids {
        let rate = if reports
            .iter()
            .any(|(known, r)| known.to_string() == mid && r.rtp_time.numer() > 1_000_000)
        {
            90_000.0
        } else {
            48_000.0
        };
        let offsets: Vec<f64> = reports
            .iter()
            .filter(|(known, report)| known.to_string() == mid && report.sender_packet_count > 0)
            .map(|(_, report)| {
                let at = report
                    .ntp_time
                    .duration_since(epoch)
                    .unwrap_or_default()
                    .as_secs_f64();
                at - report.rtp_time.numer() as f64 / rate
            })
            .collect();
        let spread = offsets.iter().copied().fold(f64::MIN, f64::max)
            - offsets.iter().copied().fold(f64::MAX, f64::min);
        assert!(
            offsets.len() > 10 && spread < 0.02,
            "section {mid} at {rate}: {offsets:?}"
        );
    }
}

#[test]
fn who_comes_just_after_somebody_else_does_not_wait_longer_for_a_picture() {
    let (mut world, mut camera) = simulcast();
    camera.shoot(&mut world, 0, 0, &[0, 1, 2], SECOND * 3);
    let mut waited = Vec::new();
    for _ in 0..4 {
        let late = world.join_near();
        world.open_subscriber(late);
        let before = world.now;
        world.subscribe(late, 1);
        while world.browsers[late].subscriber.packets.is_empty() && world.now < before + SECOND * 3
        {
            camera.shoot(&mut world, 0, 0, &[0, 1, 2], Duration::from_millis(33));
        }
        waited.push(world.now - before);
    }
    assert!(
        waited
            .iter()
            .all(|waited| *waited < Duration::from_millis(350)),
        "{waited:?}"
    );
}

#[test]
fn a_picture_that_is_hidden_for_a_blink_goes_on_without_a_keyframe_and_a_hidden_one_ends() {
    let (mut world, mut camera) = simulcast();
    camera.shoot(&mut world, 0, 0, &[0, 1, 2], SECOND * 3);
    world.limit(1, 1, 2, true);
    camera.shoot(&mut world, 0, 0, &[0, 1, 2], Duration::from_millis(66));
    world.limit(1, 1, 2, false);
    let before = world.browsers[1].subscriber.packets.len();
    camera.shoot(&mut world, 0, 0, &[0, 1, 2], SECOND);
    let packets = &world.browsers[1].subscriber.packets[before..];
    assert!(packets.len() >= 28);
    assert!(
        packets.iter().all(|packet| packet.payload[6] != 0),
        "no keyframe was needed"
    );

    world.limit(1, 1, 2, true);
    camera.shoot(&mut world, 0, 0, &[0, 1, 2], Duration::from_millis(500));
    let before = world.browsers[1].subscriber.packets_of("TR_1").len();
    camera.shoot(&mut world, 0, 0, &[0, 1, 2], SECOND);
    assert_eq!(
        world.browsers[1].subscriber.packets_of("TR_1").len(),
        before,
        "what is hidden is not sent"
    );
}
