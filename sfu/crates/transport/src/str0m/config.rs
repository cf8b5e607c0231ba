//! What we can do, the same for every connection.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use ::str0m::bwe::Bitrate;
use ::str0m::config::{CryptoProvider, DtlsCert};
use ::str0m::rtp::{Extension, ExtensionMap};
use ::str0m::{Rtc, RtcConfig};
use visio_core::limits;

/// What the link to a new receiver is taken to carry, before anything is known.
const INITIAL_BITRATE: Bitrate = Bitrate::mbps(2);
const STATISTICS: Duration = Duration::from_secs(2);
/// How often the estimate of the link to a receiver is read: its events tell an average over three seconds, which follows too late.
const ESTIMATES: Duration = Duration::from_millis(200);
/// Receivers line up sound and picture by these.
const REPORTS: Duration = Duration::from_secs(1);
/// Payload type, that of its retransmission, `packetization-mode` 1, and profile.
const H264: [(u8, u8, bool, u32); 4] = [
    (108, 109, true, 0x0042_e01f),
    (127, 121, true, 0x0042_001f),
    (124, 120, false, 0x0042_e01f),
    (125, 107, false, 0x0042_001f),
];

/// Whether media comes from the peer or goes to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The peer offers and sends.
    Receiving,
    /// We offer and send.
    Sending,
}

/// What all connections of an engine share.
#[derive(Clone)]
pub struct Settings {
    certificate: DtlsCert,
    /// Our addresses, as offered.
    pub(super) candidates: Vec<SocketAddr>,
}

impl Settings {
    /// Makes a certificate. `candidates`: the addresses offered to peers.
    ///
    /// # Errors
    /// When the machine gives no randomness or the crypto library fails.
    pub fn new(candidates: Vec<SocketAddr>) -> Result<Self, &'static str> {
        let provider: CryptoProvider = provider();
        let certificate = provider
            .dtls_provider
            .generate_certificate()
            .ok_or("no certificate can be made")?;
        Ok(Self {
            certificate,
            candidates,
        })
    }

    pub(super) fn rtc(&self, direction: Direction, now: Instant) -> Rtc {
        let mut config = RtcConfig::new()
            .set_crypto_provider(std::sync::Arc::new(provider()))
            .set_dtls_cert(self.certificate.clone())
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_opus(true, true)
            .enable_vp8(true)
            .set_extension_map(extensions(direction))
            .set_rtcp_report_interval_audio(REPORTS)
            .set_rtcp_report_interval_video(REPORTS)
            .set_stats_interval(Some(match direction {
                Direction::Receiving => STATISTICS,
                Direction::Sending => ESTIMATES,
            }))
            .set_sctp_max_message_size(limits::DATA_MESSAGE as u32)
            .set_sctp_max_buffered_amount(limits::DATA_QUEUE_BYTES);
        for (pt, resend, mode, profile) in H264 {
            config
                .codec_config()
                .add_h264(pt.into(), Some(resend.into()), mode, profile);
        }
        if direction == Direction::Sending {
            config = config.enable_bwe(Some(INITIAL_BITRATE));
        }
        config.build(now)
    }
}

fn provider() -> CryptoProvider {
    ::str0m::crypto::from_feature_flags()
}

fn extensions(direction: Direction) -> ExtensionMap {
    let mut map = ExtensionMap::empty();
    map.set(1, Extension::AudioLevel);
    map.set(2, Extension::AbsoluteSendTime);
    map.set(3, Extension::TransportSequenceNumber);
    map.set(13, Extension::VideoOrientation);
    if direction == Direction::Receiving {
        map.set(4, Extension::RtpMid);
        map.set(10, Extension::RtpStreamId);
        map.set(11, Extension::RepairedRtpStreamId);
    }
    // What we send is told apart by the SSRC in the description: the names of sections change when they are used again.
    map
}
