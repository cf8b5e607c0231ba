//! How fast the bandwidth of a receiver is found and used, in virtual time.

mod support;

use std::time::Duration;

use str0m::media::MediaKind;
use support::World;
use support::browser::Sent;
use visio_core::event::Event as MediaEvent;
use visio_core::packet::Kind;
use visio_io::Event;
use visio_netsim::Profile;

const SECOND: Duration = Duration::from_secs(1);
/// What fills the packets of sound; those of a camera hold its number.
const SOUND: u8 = 42;
const CAMERAS: usize = 9;
/// Packets of one picture: with 30 pictures a second of 1 000 bytes each, 1.2 Mbit/s a camera.
const PICTURE: usize = 5;

struct Meeting {
    world: World,
    picture: u16,
    keyframes: [bool; CAMERAS],
    sound: u64,
}

fn packet(picture: u16, part: usize, keyframe: bool, last: u8) -> Vec<u8> {
    let mut payload = vec![
        if part == 0 { 0x90 } else { 0x80 },
        0xf0,
        0x80 | (picture >> 8) as u8,
        picture as u8,
        picture as u8,
        0x20 | (picture as u8 & 0x1f),
        u8::from(!keyframe),
    ];
    payload.resize(1_000, last);
    payload
}

impl Meeting {
    /// Nine people with a camera of one layer, the first also with sound; all on good links.
    fn begin() -> Self {
        let mut world = World::new();
        for index in 0..CAMERAS {
            world.join_near();
            let camera = world.browsers[index].add_source(MediaKind::Video, "cam", &[]);
            let sound = (index == 0)
                .then(|| world.browsers[index].add_source(MediaKind::Audio, "mic", &[]));
            world.negotiate(index);
            let mid = world.browsers[index].mid_of(camera);
            world.publish(index, index as u64 + 1, &mid, Kind::Video);
            if let Some(sound) = sound {
                let mid = world.browsers[index].mid_of(sound);
                world.publish(index, 100, &mid, Kind::Audio);
            }
        }
        world.until(SECOND * 5, |world| {
            world.browsers.iter().all(|b| b.publisher.connected)
        });
        Self {
            world,
            picture: 0,
            keyframes: [true; CAMERAS],
            sound: 0,
        }
    }

    fn join(&mut self, profile: Profile) -> usize {
        let index = self.world.join(profile);
        self.world.open_subscriber(index);
        for track in 1..=CAMERAS {
            self.world.subscribe(index, track as u64);
        }
        self.world.subscribe(index, 100);
        index
    }

    fn send(&mut self, camera: usize, source: usize, time: u32, marker: bool, payload: &[u8]) {
        let level = (source == 1).then_some(-20);
        self.world.browsers[camera].send(
            source,
            0,
            Sent {
                time,
                captured: self.world.now,
                marker,
                level,
                red: false,
                lost: false,
                payload,
            },
        );
    }

    fn shoot(&mut self, span: Duration) {
        let end = self.world.now + span;
        while self.world.now < end {
            let elapsed = (self.world.now - self.world.start).as_micros() as u64;
            self.picture += 1;
            for camera in 0..CAMERAS {
                if !self.world.browsers[camera]
                    .publisher
                    .keyframe_requests
                    .is_empty()
                {
                    self.world.browsers[camera]
                        .publisher
                        .keyframe_requests
                        .clear();
                    self.keyframes[camera] = true;
                }
                let keyframe = std::mem::take(&mut self.keyframes[camera]);
                for part in 0..PICTURE {
                    let payload = packet(self.picture, part, keyframe, camera as u8);
                    self.send(
                        camera,
                        0,
                        (elapsed * 90 / 1_000) as u32,
                        part + 1 == PICTURE,
                        &payload,
                    );
                }
            }
            let sound = [SOUND; 80];
            for part in 0..5 {
                // 33 ms hold one or two packets of 20 ms.
                if self.sound * 20_000 <= elapsed {
                    self.sound += 1;
                    self.send(0, 1, (self.sound * 960) as u32, false, &sound);
                }
                self.world
                    .run(Duration::from_micros(if part < 4 { 6_000 } else { 9_333 }));
            }
        }
    }
}

/// Packets of each camera, and last of the sound, that came since `from`.
fn received(world: &World, index: usize, from: usize) -> [usize; CAMERAS + 1] {
    let mut counts = [0; CAMERAS + 1];
    for packet in &world.browsers[index].subscriber.packets[from..] {
        if let Some(fill) = packet.payload.last() {
            counts[usize::from(*fill).min(CAMERAS)] += 1;
        }
    }
    counts
}

fn pauses(world: &World) -> Vec<&MediaEvent> {
    let told = world.events.iter().filter_map(|event| match event {
        Event::Media(told @ MediaEvent::StreamPaused { .. }) => Some(told),
        _ => None,
    });
    told.collect()
}

fn everybody_is_seen_soon(mut meeting: Meeting) {
    let wide = Profile {
        delay: Duration::from_millis(5),
        ..Profile::perfect()
    };
    let late = meeting.join(wide);
    assert!(
        meeting
            .world
            .until(SECOND * 3, |w| w.browsers[late].subscriber.connected)
    );
    meeting.shoot(Duration::from_millis(1_500));
    let paused = pauses(&meeting.world).len();
    let from = meeting.world.browsers[late].subscriber.packets.len();
    meeting.shoot(SECOND * 3);
    let counts = received(&meeting.world, late, from);
    for (camera, count) in counts[..CAMERAS].iter().enumerate() {
        assert!(
            *count > 28 * PICTURE * 3,
            "camera {camera} is received whole: {counts:?}"
        );
    }
    assert_eq!(
        pauses(&meeting.world).len(),
        paused,
        "and stays: {:?}",
        pauses(&meeting.world)
    );
}

#[test]
fn who_joins_nine_cameras_on_a_wide_link_receives_all_within_a_second_and_a_half() {
    let mut meeting = Meeting::begin();
    meeting.shoot(SECOND * 3);
    everybody_is_seen_soon(meeting);
}

#[test]
fn when_all_cameras_begin_at_once_all_are_received_within_a_second_and_a_half() {
    everybody_is_seen_soon(Meeting::begin());
}

#[test]
fn on_a_link_far_too_narrow_for_the_cameras_sound_goes_on_from_the_first_second() {
    let mut meeting = Meeting::begin();
    meeting.shoot(SECOND * 3);
    let late = meeting.join(Profile::narrow(400_000, Duration::from_millis(20)));
    assert!(
        meeting
            .world
            .until(SECOND * 3, |w| w.browsers[late].subscriber.connected)
    );
    meeting.shoot(Duration::from_millis(500));
    let mut sound = Vec::new();
    for _ in 0..15 {
        let from = meeting.world.browsers[late].subscriber.packets.len();
        meeting.shoot(SECOND);
        sound.push(received(&meeting.world, late, from)[CAMERAS]);
    }
    assert!(
        sound.iter().all(|packets| *packets >= 43),
        "of 50 a second came {sound:?}"
    );
    let settled: usize = sound[5..].iter().sum();
    assert!(settled >= 49 * 10, "of 50 a second came {sound:?}");
}
