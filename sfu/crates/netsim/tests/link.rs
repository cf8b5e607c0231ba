//! What a simulated link promises.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use visio_netsim::{Bursts, Duplex, Fate, Link, Profile, Side};

const MS: Duration = Duration::from_millis(1);

fn run(
    profile: Profile,
    seed: u64,
    count: u32,
    gap: Duration,
) -> (Vec<(Duration, u32)>, Link<Vec<u8>>) {
    let start = Instant::now();
    let mut link = Link::new(profile, seed);
    let mut arrived = Vec::new();
    for number in 0..count {
        link.send(start + gap * number, number.to_be_bytes().to_vec());
    }
    while let Some(arrival) = link.next_arrival() {
        while let Some(datagram) = link.receive(arrival) {
            let number = u32::from_be_bytes(datagram.try_into().unwrap_or_default());
            arrived.push((arrival.duration_since(start), number));
        }
    }
    (arrived, link)
}

#[test]
fn a_perfect_link_hands_everything_over_at_once_and_in_order() {
    let (arrived, _) = run(Profile::perfect(), 1, 100, MS);
    let expected: Vec<_> = (0..100).map(|number| (MS * number, number)).collect();
    assert_eq!(arrived, expected);
}

#[test]
fn nothing_comes_out_before_its_time() {
    let start = Instant::now();
    let profile = Profile {
        delay: MS * 40,
        ..Profile::perfect()
    };
    let mut link = Link::new(profile, 1);
    assert_eq!(link.send(start, vec![1]), Fate::Arrives(start + MS * 40));
    assert_eq!(link.receive(start + MS * 39), None);
    assert_eq!(link.receive(start + MS * 40), Some(vec![1]));
}

#[test]
fn the_same_seed_gives_the_same_arrivals() {
    let first = run(Profile::bad_wireless(), 42, 2000, MS).0;
    assert_eq!(first, run(Profile::bad_wireless(), 42, 2000, MS).0);
    assert_ne!(first, run(Profile::bad_wireless(), 43, 2000, MS).0);
}

#[test]
fn loss_is_as_frequent_as_it_was_asked_for() {
    let profile = Profile {
        loss: 0.1,
        ..Profile::perfect()
    };
    let lost = run(profile, 5, 10_000, MS).1.traffic().lost;
    assert!((900..1100).contains(&lost), "{lost} of 10,000 lost");
}

#[test]
fn bursts_lose_neighbours_together() {
    let bursts = Bursts {
        begin: 0.01,
        end: 0.2,
        loss: 1.0,
    };
    let profile = Profile {
        bursts: Some(bursts),
        ..Profile::perfect()
    };
    let arrived = run(profile, 5, 10_000, MS).0;
    let gaps: Vec<u32> = arrived
        .windows(2)
        .map(|pair| pair[1].1 - pair[0].1 - 1)
        .filter(|gap| *gap > 0)
        .collect();
    let mean = f64::from(gaps.iter().sum::<u32>()) / gaps.len() as f64;
    assert!(
        (3.0..8.0).contains(&mean),
        "bursts of {mean} on average, wanted about 5"
    );
}

#[test]
fn a_bottleneck_lets_its_rate_through_and_drops_what_finds_the_queue_full() {
    let profile = Profile {
        rate: Some(1_000_000),
        queue: 5_000,
        ..Profile::perfect()
    };
    let start = Instant::now();
    let mut link = Link::new(profile, 1);
    for number in 0..1000_u32 {
        link.send(start + MS * number, vec![0; 222]);
    }
    let mut carried = 0;
    while link.receive(start + MS * 1000).is_some() {
        carried += (222 + Link::<Vec<u8>>::OVERHEAD) * 8;
    }
    assert!(
        (950_000..=1_000_000).contains(&carried),
        "{carried} bits in a second"
    );
    assert!(link.traffic().dropped > 400);
    assert!(link.queueing(start + MS * 999) <= MS * 41);
}

#[test]
fn jitter_alone_never_reorders_but_reordering_does() {
    let jittery = Profile {
        jitter: MS * 50,
        ..Profile::perfect()
    };
    let numbers = |profile| {
        run(profile, 3, 1000, MS)
            .0
            .into_iter()
            .map(|(_, number)| number)
            .collect::<Vec<_>>()
    };
    assert!(numbers(jittery).is_sorted());
    let reordering = Profile {
        reorder: 0.1,
        reorder_delay: MS * 20,
        ..Profile::perfect()
    };
    assert!(!numbers(reordering).is_sorted());
}

#[test]
fn a_doubled_datagram_comes_twice() {
    let profile = Profile {
        duplicate: 1.0,
        ..Profile::perfect()
    };
    assert_eq!(run(profile, 3, 10, MS).1.traffic().delivered, 20);
}

#[test]
fn a_cut_link_carries_nothing_until_it_is_mended() {
    let start = Instant::now();
    let mut link = Link::new(Profile::cut(), 1);
    assert_eq!(link.send(start, vec![1]), Fate::Lost);
    link.set_profile(Profile::perfect());
    assert_eq!(link.send(start, vec![2]), Fate::Arrives(start));
}

#[test]
fn the_two_directions_of_a_duplex_do_not_mix() {
    let start = Instant::now();
    let mut duplex = Duplex::new(Profile::perfect(), 9);
    duplex.send(Side::Left, start, vec![1]);
    duplex.send(Side::Right, start, vec![2]);
    assert_eq!(duplex.receive(Side::Left, start), Some(vec![2]));
    assert_eq!(duplex.receive(Side::Right, start), Some(vec![1]));
    assert_eq!(duplex.next_arrival(), None);
}

proptest! {
    #[test]
    fn whatever_is_sent_arrives_once_or_is_counted_as_lost(
        loss in 0.0..0.5_f64, reorder in 0.0..0.5_f64, jitter in 0_u64..50, rate in 10_000_u64..10_000_000, seed: u64,
    ) {
        let profile = Profile {
            loss, reorder, jitter: MS * jitter as u32, reorder_delay: MS * 5, rate: Some(rate), queue: 20_000, ..Profile::perfect()
        };
        let (arrived, link) = run(profile, seed, 300, MS);
        let traffic = link.traffic();
        prop_assert_eq!(traffic.sent, 300);
        prop_assert_eq!(traffic.delivered + traffic.lost + traffic.dropped, 300);
        let mut numbers: Vec<u32> = arrived.iter().map(|(_, number)| *number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        prop_assert_eq!(numbers.len() as u64, traffic.delivered);
    }
}
