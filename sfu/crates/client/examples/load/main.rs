//! Load for a media server: participants who each publish Opus and VP8 and receive everybody else's.
//!
//! Reads one JSON object from standard input: `url`, `tokens` (one for each participant), `seconds` (how long to measure), `layers`
//! (1, or 3 for simulcast) and `threads` (how many carry the participants). Writes one JSON object per line to standard output:
//! `{"event":"started"}` once everybody gets all of everybody's frames (or does not within 30 s), then `{"event":"ended"}`, then
//! `{"event":"result",…}`. Whoever started it reads the server's CPU time at the first two lines. Ends with 1 and a sentence on
//! standard error when the load does not come about.
//!
//! Nothing is encoded: pictures are made of a VP8 header and a stamp. A forwarded packet is counted by what its frame was cut into.

mod media;
mod people;
mod tally;

use std::io::{self, Read, Write};
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use media::Studio;
use people::People;
use tally::Tally;

/// Everybody must have everything within this time.
const GATHERING: Duration = Duration::from_secs(40);
/// Bandwidth estimates and picture sizes settle in this time at most; what is measured then is what there is.
const SETTLING: Duration = Duration::from_secs(30);
/// How long everything must have come before it counts as settled.
const CALM: Duration = Duration::from_secs(3);
/// The part of the frames that is everything: some are on their way when a stretch ends.
const ALL: f64 = 0.98;
/// How often received frames are collected.
const TURN: Duration = Duration::from_millis(5);

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "{reason}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let order = Order::read()?;
    let start = Instant::now();
    let people = People::join(&order.url, &order.tokens, order.threads, order.layers)?;
    let studio = Studio::open(people.voices(), start, order.layers);
    let mut tally = Tally::new(people.count(), order.layers, start);

    let limit = Instant::now() + GATHERING;
    while !tally.is_complete() {
        if Instant::now() > limit {
            return Err(format!(
                "after {} s not everybody receives everybody: {}",
                GATHERING.as_secs(),
                tally.missing()
            ));
        }
        turn(&people, &studio, &mut tally)?;
    }
    let settled = settle(&people, &studio, &mut tally)?;

    say(&json!({"event": "started"}));
    let (sent, began) = (studio.packets(), Instant::now());
    tally.begin();
    for_time(order.measured, &people, &studio, &mut tally)?;
    let (sent, lasted) = (studio.packets() - sent, began.elapsed());
    say(&json!({"event": "ended"}));
    say(&tally.result(sent, lasted, settled));
    Ok(())
}

/// Waits until everybody gets everything; tells how long that took, or nothing if it did not come to that.
fn settle(people: &People, studio: &Studio, tally: &mut Tally) -> Result<Option<Duration>, String> {
    let began = Instant::now();
    while began.elapsed() < SETTLING {
        let before = tally.frames();
        let stretch = Instant::now();
        for_time(CALM, people, studio, tally)?;
        let wanted = media::frames_in(stretch.elapsed(), people.count());
        if (tally.frames() - before) as f64 >= wanted * ALL {
            return Ok(Some(began.elapsed().saturating_sub(CALM)));
        }
    }
    Ok(None)
}

fn for_time(
    time: Duration,
    people: &People,
    studio: &Studio,
    tally: &mut Tally,
) -> Result<(), String> {
    let end = Instant::now() + time;
    while Instant::now() < end {
        turn(people, studio, tally)?;
    }
    Ok(())
}

fn turn(people: &People, studio: &Studio, tally: &mut Tally) -> Result<(), String> {
    people.collect(studio, tally)?;
    thread::sleep(TURN);
    Ok(())
}

fn say(line: &Value) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}

struct Order {
    url: String,
    tokens: Vec<String>,
    measured: Duration,
    layers: usize,
    threads: usize,
}

impl Order {
    fn read() -> Result<Self, String> {
        let mut text = String::new();
        io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| format!("standard input cannot be read: {error}"))?;
        let value: Value = serde_json::from_str(&text)
            .map_err(|error| format!("standard input must be JSON: {error}"))?;
        let number = |name: &str| {
            value[name]
                .as_u64()
                .ok_or_else(|| format!("`{name}` must be a whole number"))
        };
        let tokens = value["tokens"]
            .as_array()
            .ok_or("`tokens` must be a list")?;
        let layers = number("layers")? as usize;
        if layers != 1 && layers != 3 {
            return Err("`layers` must be 1 or 3".into());
        }
        Ok(Self {
            url: value["url"]
                .as_str()
                .ok_or("`url` must be a text")?
                .to_owned(),
            tokens: tokens
                .iter()
                .filter_map(|token| token.as_str().map(str::to_owned))
                .collect(),
            measured: Duration::from_secs(number("seconds")?),
            layers,
            threads: number("threads")?.max(1) as usize,
        })
    }
}
