//! Session descriptions as the server edits them.

use visio_transport::sdp::Description;

/// What is read can be written, read again and edited.
pub(crate) fn description(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(mut read) = Description::parse(&text) else {
        return;
    };
    let written = read.text();
    let again = Description::parse(&written).map(|again| again.text());
    assert_eq!(
        again.as_deref(),
        Ok(written.as_str()),
        "what was written is read as the same"
    );
    assert!(read.media().len() <= read.sections.len());
    for section in &mut read.sections {
        section.remove_codec("red");
        section.set_parameter("opus", "stereo", "1");
        section.set_msid("PA_a|camera", "TR_b");
        section.prefer("VP8");
    }
    read.limit_candidates(4);
    assert!(
        Description::parse(&read.text()).is_ok(),
        "an edited description can be read"
    );
}
