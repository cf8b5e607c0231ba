//! Session descriptions as text: the few lines the engine must read or change itself (RFC 8866, RFC 8829).

use visio_core::limits;
use visio_core::packet::{Kind, Mid};

use crate::connection::RemoteMedia;
use crate::error::NegotiationError;

/// A description cut into its lines: those of the session, then a list for each media section, the `m=` line first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// Lines before the first media section.
    pub session: Vec<String>,
    /// Media sections.
    pub sections: Vec<Section>,
}

/// One media section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its lines, the `m=` line first; never empty.
    pub lines: Vec<String>,
}

impl Description {
    /// Cuts `text` into lines.
    ///
    /// # Errors
    /// `TooLarge`, or `Malformed` when it does not begin with a version line or a line has no `=`.
    pub fn parse(text: &str) -> Result<Self, NegotiationError> {
        if text.len() > limits::DESCRIPTION {
            return Err(NegotiationError::TooLarge);
        }
        let mut session = Vec::new();
        let mut sections: Vec<Section> = Vec::new();
        for line in text.lines().filter(|line| !line.is_empty()) {
            if line.as_bytes().get(1) != Some(&b'=') {
                return Err(NegotiationError::Malformed);
            }
            if line.starts_with("m=") {
                if sections.len() == limits::MEDIA_SECTIONS {
                    return Err(NegotiationError::TooLarge);
                }
                sections.push(Section {
                    lines: vec![line.to_owned()],
                });
            } else if let Some(section) = sections.last_mut() {
                section.lines.push(line.to_owned());
            } else {
                session.push(line.to_owned());
            }
        }
        if session.first().is_none_or(|line| line != "v=0") {
            return Err(NegotiationError::Malformed);
        }
        Ok(Self { session, sections })
    }

    /// The text, with CRLF.
    pub fn text(&self) -> String {
        let lines = self
            .session
            .iter()
            .chain(self.sections.iter().flat_map(|section| &section.lines));
        lines.fold(String::with_capacity(4096), |mut text, line| {
            text.push_str(line);
            text.push_str("\r\n");
            text
        })
    }

    /// Leaves out candidates that cannot be used, and those beyond `most`: each costs checks to wherever it points.
    pub fn limit_candidates(&mut self, most: usize) {
        let mut count = 0;
        let mut keep = |line: &String| {
            let Some(candidate) = line.strip_prefix("a=candidate:") else {
                return true;
            };
            let usable = candidate
                .split(' ')
                .nth(2)
                .is_some_and(|transport| transport.eq_ignore_ascii_case("udp"));
            count += usize::from(usable);
            usable && count <= most
        };
        self.session.retain(&mut keep);
        for section in &mut self.sections {
            section.lines.retain(&mut keep);
        }
    }

    /// Names the sections that share the transport.
    pub fn set_bundle(&mut self, mids: &[&str]) {
        self.session
            .retain(|line| !line.starts_with("a=group:BUNDLE"));
        self.session
            .push(format!("a=group:BUNDLE {}", mids.join(" ")));
    }

    /// The audio and video sections.
    pub fn media(&self) -> Vec<RemoteMedia> {
        self.sections
            .iter()
            .filter_map(|section| {
                Some(RemoteMedia {
                    mid: Mid::new(section.mid()?)?,
                    kind: section.kind()?,
                    track_id: section.track_id().to_owned(),
                    sending: !section.is_rejected() && section.is_sending(),
                })
            })
            .collect()
    }
}

impl Section {
    /// The value of the first attribute `name`.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.lines.iter().find_map(|line| {
            line.strip_prefix("a=")?
                .strip_prefix(name)?
                .strip_prefix(':')
        })
    }

    /// `a=mid`.
    pub fn mid(&self) -> Option<&str> {
        self.attribute("mid")
    }

    /// Audio, video, or neither.
    pub fn kind(&self) -> Option<Kind> {
        match self.lines[0].get(2..)?.split(' ').next()? {
            "audio" => Some(Kind::Audio),
            "video" => Some(Kind::Video),
            _ => None,
        }
    }

    /// Port 0: not used; unless the section has no port of its own because it exists only in the bundle (RFC 9143 §6), as a
    /// second video section of Firefox.
    pub fn is_rejected(&self) -> bool {
        self.lines[0].split(' ').nth(1) == Some("0")
            && !self.lines.iter().any(|line| line == "a=bundle-only")
    }

    /// The peer may send on it.
    pub fn is_sending(&self) -> bool {
        !self
            .lines
            .iter()
            .any(|line| line == "a=inactive" || line == "a=recvonly")
    }

    /// The track id of `a=msid`, empty when there is none.
    pub fn track_id(&self) -> &str {
        self.attribute("msid")
            .and_then(|msid| msid.split(' ').nth(1))
            .unwrap_or_default()
    }

    /// Payload types of the `m=` line, in order.
    pub fn payload_types(&self) -> Vec<String> {
        self.lines[0]
            .split(' ')
            .skip(3)
            .map(str::to_owned)
            .collect()
    }

    /// Writes the payload types of the `m=` line anew.
    pub fn set_payload_types(&mut self, types: &[String]) {
        let head: Vec<_> = self.lines[0].split(' ').take(3).collect();
        self.lines[0] = format!("{} {}", head.join(" "), types.join(" "));
    }

    /// The payload types of codec `name`, such as `opus`.
    pub fn types_of(&self, name: &str) -> Vec<String> {
        let codec = |line: &String| {
            let (pt, format) = line.strip_prefix("a=rtpmap:")?.split_once(' ')?;
            format
                .split('/')
                .next()?
                .eq_ignore_ascii_case(name)
                .then(|| pt.to_owned())
        };
        self.lines.iter().filter_map(codec).collect()
    }

    /// Adds a parameter to the format of every payload type of codec `name`; one of that name that is there already is replaced.
    pub fn set_parameter(&mut self, codec: &str, name: &str, value: &str) {
        for pt in self.types_of(codec) {
            let prefix = format!("a=fmtp:{pt} ");
            if let Some(line) = self.lines.iter_mut().find(|line| line.starts_with(&prefix)) {
                let own = format!("{name}=");
                let mut parameters: Vec<_> = line[prefix.len()..]
                    .split(';')
                    .map(str::trim)
                    .filter(|parameter| !parameter.is_empty() && !parameter.starts_with(&own))
                    .map(str::to_owned)
                    .collect();
                parameters.push(format!("{name}={value}"));
                *line = format!("{prefix}{}", parameters.join(";"));
            } else {
                self.lines.push(format!("{prefix}{name}={value}"));
            }
        }
    }

    /// Leaves a codec out.
    pub fn remove_codec(&mut self, name: &str) {
        let gone = self.types_of(name);
        let kept: Vec<_> = self
            .payload_types()
            .into_iter()
            .filter(|pt| !gone.contains(pt))
            .collect();
        if kept.is_empty() {
            return;
        }
        self.set_payload_types(&kept);
        let of = |line: &String, pt: &String| {
            ["a=rtpmap:", "a=fmtp:", "a=rtcp-fb:"]
                .iter()
                .any(|kind| line.starts_with(&format!("{kind}{pt} ")))
        };
        self.lines
            .retain(|line| !gone.iter().any(|pt| of(line, pt)));
    }

    /// Puts the payload types into the order of `offered`: the first is what the peer sends.
    pub fn order_payload_types(&mut self, offered: &[String]) {
        let mut types = self.payload_types();
        types.sort_by_key(|pt| {
            offered
                .iter()
                .position(|known| known == pt)
                .unwrap_or(usize::MAX)
        });
        self.set_payload_types(&types);
    }

    /// Puts the payload types of codec `name` first.
    pub fn prefer(&mut self, name: &str) {
        let first = self.types_of(name);
        let mut types = self.payload_types();
        types.sort_by_key(|pt| !first.contains(pt));
        self.set_payload_types(&types);
    }

    /// Writes `a=mid`.
    pub fn set_mid(&mut self, mid: &str) {
        for line in &mut self.lines {
            if line.starts_with("a=mid:") {
                *line = format!("a=mid:{mid}");
            }
        }
    }

    /// Writes `a=msid` and the same in `a=ssrc` lines.
    pub fn set_msid(&mut self, stream_id: &str, track_id: &str) {
        for line in &mut self.lines {
            if line.starts_with("a=msid:") {
                *line = format!("a=msid:{stream_id} {track_id}");
            } else if line.starts_with("a=ssrc:") {
                if let Some((ssrc, _)) = line.split_once(" msid:") {
                    *line = format!("{ssrc} msid:{stream_id} {track_id}");
                } else if let Some((ssrc, _)) = line.split_once(" cname:") {
                    *line = format!("{ssrc} cname:{stream_id}");
                }
            }
        }
    }

    /// The section as one that is not used any more: port 0, nothing but what a parser needs.
    pub fn rejected(&self, mid: &str) -> Self {
        let mut parts: Vec<_> = self.lines[0].split(' ').map(str::to_owned).collect();
        if let Some(port) = parts.get_mut(1) {
            "0".clone_into(port);
        }
        let mut lines = vec![
            parts.join(" "),
            "c=IN IP4 0.0.0.0".to_owned(),
            format!("a=mid:{mid}"),
        ];
        lines.push("a=inactive".to_owned());
        lines.extend(
            self.lines
                .iter()
                .filter(|line| line.starts_with("a=rtpmap:"))
                .cloned(),
        );
        Self { lines }
    }

    /// An answer to this offered section that uses it in neither direction, but does not reject it.
    pub fn unused(&self) -> Self {
        const KEPT: [&str; 7] = [
            "m=",
            "c=",
            "a=mid:",
            "a=rtpmap:",
            "a=fmtp:",
            "a=rtcp-fb:",
            "a=extmap:",
        ];
        let keep = |line: &&String| KEPT.iter().any(|prefix| line.starts_with(prefix));
        let mut lines: Vec<_> = self.lines.iter().filter(keep).cloned().collect();
        lines.push("a=inactive".to_owned());
        lines.push("a=rtcp-mux".to_owned());
        Self { lines }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OFFER: &str = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n\
        m=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=sendonly\r\na=msid:s cam-1\r\n\
        a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\na=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n\
        m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=inactive\r\na=rtpmap:96 VP8/90000\r\n";

    #[test]
    fn media_sections_are_listed_with_what_they_send() {
        let media = Description::parse(OFFER).unwrap().media();
        assert_eq!(media[0].track_id, "cam-1");
        assert!(media[0].sending && !media[1].sending);
    }

    #[test]
    fn a_section_that_exists_only_in_the_bundle_is_sending() {
        let share = "m=video 0 UDP/TLS/RTP/SAVPF 120\r\na=mid:3\r\na=bundle-only\r\na=sendonly\r\na=msid:s share-1\r\n";
        let media = Description::parse(&format!("{OFFER}{share}"))
            .unwrap()
            .media();
        assert!(
            media[2].sending,
            "Firefox offers its second video section so"
        );
        let refused = share.replace("a=bundle-only\r\n", "");
        let media = Description::parse(&format!("{OFFER}{refused}"))
            .unwrap()
            .media();
        assert!(!media[2].sending);
    }

    #[test]
    fn text_survives_parsing() {
        assert_eq!(Description::parse(OFFER).unwrap().text(), OFFER);
    }

    #[test]
    fn parameters_are_added_and_replaced() {
        let mut offer = Description::parse(OFFER).unwrap();
        let section = &mut offer.sections[0];
        section.set_parameter("opus", "stereo", "1");
        section.set_parameter("opus", "minptime", "20");
        assert!(
            section
                .lines
                .contains(&"a=fmtp:111 useinbandfec=1;stereo=1;minptime=20".to_owned())
        );
    }

    #[test]
    fn a_codec_can_be_left_out() {
        let mut offer = Description::parse(OFFER).unwrap();
        offer.sections[0].remove_codec("red");
        assert_eq!(offer.sections[0].payload_types(), ["111"]);
        assert!(!offer.text().contains(":63 "));
    }

    #[test]
    fn candidates_are_bounded_and_only_those_over_udp_are_kept() {
        let mut text = OFFER.to_owned();
        for port in 0..100 {
            for transport in ["udp", "tcp"] {
                text += &[
                    "a=candidate:1 1 ",
                    transport,
                    " 1 192.0.2.1 ",
                    &port.to_string(),
                    " typ host\r\n",
                ]
                .concat();
            }
        }
        let mut offer = Description::parse(&text).unwrap();
        offer.limit_candidates(64);
        assert_eq!(offer.text().matches("a=candidate:").count(), 64);
        assert!(!offer.text().contains(" tcp "));
    }

    #[test]
    fn what_is_too_large_or_no_description_is_refused() {
        assert_eq!(
            Description::parse(&"v=0\r\n".repeat(100_000)),
            Err(NegotiationError::TooLarge)
        );
        assert_eq!(
            Description::parse("hello"),
            Err(NegotiationError::Malformed)
        );
        assert_eq!(Description::parse(""), Err(NegotiationError::Malformed));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_fault(text in "(v=0\n)?([a-z]=[ -~]{0,40}\r?\n){0,30}") {
            if let Ok(mut description) = Description::parse(&text) {
                let _ = description.media();
                for section in &mut description.sections {
                    section.set_parameter("opus", "stereo", "1");
                    section.remove_codec("red");
                    section.order_payload_types(&[]);
                    section.set_msid("a", "b");
                    let _ = (section.rejected("x"), section.unused());
                }
                description.limit_candidates(2);
                description.set_bundle(&[]);
                let _ = description.text();
            }
        }
    }
}
