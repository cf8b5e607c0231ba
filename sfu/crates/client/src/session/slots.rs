//! Names for m-lines that the server gives to another track.
//!
//! Stock `LiveKit` reuses a free m-line under its old `mid`, with another `msid` and SSRC. To the transport that is the same stream
//! going on, so it takes what follows for packets from the past when the new sequence numbers are lower, and waits for ever. Here such
//! an m-line is shown to it as what it is: stopped (an offer of our own making), then recycled under a new name (RFC 8829 §5.2.2).
//! The answer is given the server's names back.

use std::borrow::Cow;
use std::collections::HashMap;

use super::streams::media_sections;

/// What each `mid` of the server carries, and what the transport knows it as.
#[derive(Debug, Default)]
pub(super) struct Slots {
    slots: HashMap<String, Slot>,
}

#[derive(Debug)]
struct Slot {
    alias: String,
    track_sid: String,
    reuses: u32,
}

/// An offer as the transport is to see it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// To be accepted first, its answer thrown away: it stops the m-lines that are reused.
    pub(super) stop: Option<String>,
    /// The offer itself.
    pub(super) offer: String,
}

impl Slots {
    /// Takes in an offer of the server.
    pub(super) fn show(&mut self, offer: &str) -> Shown {
        let before: HashMap<String, String> = self.aliases();
        let mut stopped = Vec::new();
        for section in media_sections(offer).iter().filter(|section| section.sends) {
            let slot = self
                .slots
                .entry(section.mid.to_owned())
                .or_insert_with(|| Slot {
                    alias: section.mid.to_owned(),
                    track_sid: section.track_sid().to_owned(),
                    reuses: 0,
                });
            if slot.track_sid != section.track_sid() {
                section.track_sid().clone_into(&mut slot.track_sid);
                slot.reuses += 1;
                slot.alias = format!(
                    "{}r{}",
                    section.mid.chars().take(8).collect::<String>(),
                    slot.reuses
                );
                stopped.push(section.mid);
            }
        }
        let stop = (!stopped.is_empty()).then(|| rewrite(offer, &before, &stopped));
        let aliases = self.aliases();
        Shown {
            stop,
            offer: rewrite(offer, &aliases, &[]),
        }
    }

    /// An answer of the transport with the server's names.
    pub(super) fn reveal(&self, answer: &str) -> String {
        let names = self
            .slots
            .iter()
            .map(|(mid, slot)| (slot.alias.clone(), mid.clone()))
            .collect();
        rewrite(answer, &names, &[])
    }

    fn aliases(&self) -> HashMap<String, String> {
        self.slots
            .iter()
            .map(|(mid, slot)| (mid.clone(), slot.alias.clone()))
            .collect()
    }
}

/// Renames every `mid`; the `stopped` ones are rejected as RFC 8829 has it: port 0, out of the bundle.
fn rewrite(sdp: &str, names: &HashMap<String, String>, stopped: &[&str]) -> String {
    let renamed = |mid: &str| names.get(mid).cloned().unwrap_or_else(|| mid.to_owned());
    let stopped_lines = stopped_media_lines(sdp, stopped);
    let mut media = 0;
    let lines = sdp.split_inclusive('\n').map(|whole| {
        let line = whole.trim_end_matches(['\r', '\n']);
        let end = &whole[line.len()..];
        if let Some(mid) = line.strip_prefix("a=mid:") {
            return Cow::Owned(format!("a=mid:{}{end}", renamed(mid)));
        }
        if let Some(mids) = line.strip_prefix("a=group:BUNDLE ") {
            let kept: Vec<String> = mids
                .split(' ')
                .filter(|mid| !stopped.contains(mid))
                .map(renamed)
                .collect();
            return Cow::Owned(format!("a=group:BUNDLE {}{end}", kept.join(" ")));
        }
        if line.starts_with("m=") {
            media += 1;
            if stopped_lines.contains(&(media - 1)) {
                return Cow::Owned(format!("{}{end}", without_port(line)));
            }
        }
        Cow::Borrowed(whole)
    });
    lines.collect()
}

/// Which m-lines, counted from 0, bear one of these names.
fn stopped_media_lines(sdp: &str, stopped: &[&str]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut media = 0_usize;
    for line in sdp.split('\n').map(|line| line.trim_end_matches('\r')) {
        if line.starts_with("m=") {
            media += 1;
        } else if line
            .strip_prefix("a=mid:")
            .is_some_and(|mid| stopped.contains(&mid))
        {
            found.extend(media.checked_sub(1));
        }
    }
    found
}

fn without_port(line: &str) -> String {
    let mut parts: Vec<&str> = line.split(' ').collect();
    if let Some(port) = parts.get_mut(1) {
        *port = "0";
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn offer(track: &str) -> String {
        format!(
            "v=0\r\na=group:BUNDLE 0 1\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:0\r\n\
             m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=msid:PA_a|{track} {track}\r\na=sendrecv\r\n"
        )
    }

    #[test]
    fn an_offer_without_reuse_stays_as_it_is() {
        let mut slots = Slots::default();
        assert_eq!(
            slots.show(&offer("TR_x")),
            Shown {
                stop: None,
                offer: offer("TR_x")
            }
        );
        assert_eq!(
            slots.show(&offer("TR_x")),
            Shown {
                stop: None,
                offer: offer("TR_x")
            }
        );
        assert_eq!(slots.reveal(&offer("TR_x")), offer("TR_x"));
    }

    #[test]
    fn a_reused_line_is_stopped_and_comes_back_under_another_name() {
        let mut slots = Slots::default();
        slots.show(&offer("TR_x"));
        let shown = slots.show(&offer("TR_y"));
        let stop = shown.stop.unwrap_or_default();
        assert!(
            stop.contains("a=group:BUNDLE 0\r\n")
                && stop.contains("m=video 0 UDP")
                && stop.contains("a=mid:1\r\n"),
            "{stop}"
        );
        assert!(
            shown.offer.contains("a=group:BUNDLE 0 1r1\r\n")
                && shown.offer.contains("a=mid:1r1\r\n"),
            "{}",
            shown.offer
        );
        assert!(shown.offer.contains("m=video 9 UDP"));
        assert_eq!(slots.reveal(&shown.offer), offer("TR_y"));
        let third = slots.show(&offer("TR_z"));
        assert!(
            third
                .stop
                .is_some_and(|stop| stop.contains("a=mid:1r1\r\n"))
        );
        assert!(third.offer.contains("a=mid:1r2\r\n"));
    }

    proptest! {
        #[test]
        fn any_text_survives(text in "(m=|a=mid:|a=msid:|a=group:BUNDLE |[ \\r\\n|0-9a-z]|.){0,200}") {
            let mut slots = Slots::default();
            let shown = slots.show(&text);
            prop_assert!(shown.offer.len() <= text.len() * 8 + 64);
            slots.reveal(&shown.offer);
        }
    }
}
