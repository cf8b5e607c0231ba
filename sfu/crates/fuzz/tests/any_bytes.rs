//! Every target takes any bytes, and what is nearly right.

use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use visio_fuzz::TARGETS;

/// Tries of each target with random bytes, and again with mutated ones.
const TRIES: u32 = 256;

/// The same tries in every run: looking for more is the work of cargo-fuzz.
fn runner() -> TestRunner {
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(TRIES)
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// Files of a target: its corpus, and every crash that was ever found.
fn files(target: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = match target {
        "offer" | "streams" => "description",
        other => other,
    };
    let folders = [
        root.join("corpus").join(shared),
        root.join("crashes").join(target),
    ];
    let entries = folders
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten()
        .flatten();
    entries
        .filter_map(|entry| fs::read(entry.path()).ok())
        .collect()
}

#[test]
fn the_corpus_and_every_former_crash_pass() {
    for (name, target) in TARGETS {
        for file in files(name) {
            target(&file);
        }
    }
}

#[test]
fn any_bytes_pass() {
    for (name, target) in TARGETS {
        let mut runner = runner();
        let outcome = runner.run(&vec(any::<u8>(), 0..1500), |bytes| {
            target(&bytes);
            Ok(())
        });
        assert!(outcome.is_ok(), "{name}: {outcome:?}");
    }
}

#[test]
fn what_is_nearly_right_passes() {
    for (name, target) in TARGETS {
        let seeds = files(name);
        if seeds.is_empty() {
            continue;
        }
        let mut runner = runner();
        let mutated = (
            0..seeds.len(),
            vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
            any::<prop::sample::Index>(),
            any::<bool>(),
        );
        let outcome = runner.run(&mutated, |(seed, changes, end, cut)| {
            let mut bytes = seeds[seed].clone();
            if !bytes.is_empty() {
                for (place, value) in changes {
                    let place = place.index(bytes.len());
                    bytes[place] = value;
                }
                if cut {
                    bytes.truncate(end.index(bytes.len()));
                }
            }
            target(&bytes);
            Ok(())
        });
        assert!(outcome.is_ok(), "{name}: {outcome:?}");
    }
}

#[test]
fn the_shells_of_cargo_fuzz_are_those_of_the_targets() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/fuzz_targets");
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut shells: Vec<String> = entries
        .filter_map(|entry| Some(entry.path().file_stem()?.to_string_lossy().into_owned()))
        .collect();
    let mut targets: Vec<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    shells.sort();
    targets.sort();
    assert_eq!(shells, targets);
}
