//! What a session description says of each m-line, as far as the transport does not tell it.
//!
//! The server may give an m-line that is free another track without changing its `mid`; only the description's `msid` shows it
//! (RFC 8830).

/// One m-line of a session description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaSection<'a> {
    /// Its `mid`.
    pub mid: &'a str,
    /// The first part of its `msid`: `PA_…|…` from a `LiveKit` server.
    pub stream_id: &'a str,
    /// The second part of its `msid`, may be empty.
    pub track_id: &'a str,
    /// Whether the one who wrote the description sends on it.
    pub sends: bool,
}

impl<'a> MediaSection<'a> {
    /// The `TR_…` this m-line carries: the track part of the stream id if there is one, else the track id.
    pub fn track_sid(&self) -> &'a str {
        match self.stream_id.split_once('|') {
            Some((_, track)) if track.starts_with("TR_") => track,
            _ => self.track_id,
        }
    }

    /// The `PA_…` of who sends it.
    pub fn participant_sid(&self) -> &'a str {
        self.stream_id.split('|').next().unwrap_or_default()
    }
}

/// The m-lines of a description that have a `mid` and a `msid`, in order. Whatever is not understood is skipped.
pub fn media_sections(sdp: &str) -> Vec<MediaSection<'_>> {
    let mut sections = Vec::new();
    let mut open: Option<Section<'_>> = None;
    for line in lines(sdp) {
        if let Some(media) = line.strip_prefix("m=") {
            sections.extend(open.take().and_then(Section::close));
            let mut parts = media.split(' ').skip(1);
            open = Some(Section {
                rejected: parts.next() == Some("0"),
                ..Section::default()
            });
        } else if let Some(section) = open.as_mut() {
            section.read(line);
        }
    }
    sections.extend(open.and_then(Section::close));
    sections
}

/// The values of the `a=candidate` lines of a description.
pub fn candidates(sdp: &str) -> impl Iterator<Item = &str> {
    lines(sdp).filter_map(|line| {
        line.strip_prefix("a=")
            .filter(|value| value.starts_with("candidate:"))
    })
}

fn lines(sdp: &str) -> impl Iterator<Item = &str> {
    sdp.split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
}

#[derive(Default)]
struct Section<'a> {
    mid: &'a str,
    stream_id: &'a str,
    track_id: &'a str,
    rejected: bool,
    silent: bool,
}

impl<'a> Section<'a> {
    fn read(&mut self, line: &'a str) {
        if let Some(mid) = line.strip_prefix("a=mid:") {
            self.mid = mid;
        } else if let Some(msid) = line.strip_prefix("a=msid:") {
            let mut parts = msid.split(' ');
            self.stream_id = parts.next().unwrap_or_default();
            self.track_id = parts.next().unwrap_or_default();
        } else if line == "a=inactive" || line == "a=recvonly" {
            self.silent = true;
        }
    }

    fn close(self) -> Option<MediaSection<'a>> {
        if self.mid.is_empty() || self.stream_id.is_empty() {
            return None;
        }
        Some(MediaSection {
            mid: self.mid,
            stream_id: self.stream_id,
            track_id: self.track_id,
            sends: !self.rejected && !self.silent,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OFFER: &str = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=sendrecv\r\na=msid:PA_a|camera TR_x\r\n\
        m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=msid:PA_b|TR_y whatever\r\na=mid:1\r\na=inactive\r\n\
        m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=msid:PA_c|TR_z TR_z\r\na=mid:2\r\na=sendonly\r\n\
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:3\r\na=candidate:1 1 udp 1 127.0.0.1 7882 typ host\r\n";

    #[test]
    fn tracks_are_named_by_the_stream_or_the_track_id() {
        let sections = media_sections(OFFER);
        let sids: Vec<_> = sections
            .iter()
            .map(|section| (section.mid, section.participant_sid(), section.track_sid()))
            .collect();
        assert_eq!(
            sids,
            [
                ("0", "PA_a", "TR_x"),
                ("1", "PA_b", "TR_y"),
                ("2", "PA_c", "TR_z")
            ]
        );
    }

    #[test]
    fn inactive_and_rejected_lines_do_not_send() {
        let sends: Vec<_> = media_sections(OFFER)
            .iter()
            .map(|section| section.sends)
            .collect();
        assert_eq!(sends, [true, false, false]);
    }

    #[test]
    fn candidates_are_found_wherever_they_stand() {
        assert_eq!(
            candidates(OFFER).collect::<Vec<_>>(),
            ["candidate:1 1 udp 1 127.0.0.1 7882 typ host"]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_skipped(text in "(m=|a=mid:|a=msid:|a=inactive|[ \\r\\n|0-9a-z]|.){0,200}") {
            for section in media_sections(&text) {
                prop_assert!(!section.mid.is_empty());
                prop_assert!(text.contains(section.track_sid()));
            }
            prop_assert!(candidates(&text).count() <= text.len());
        }
    }
}
