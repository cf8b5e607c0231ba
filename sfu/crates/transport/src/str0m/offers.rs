//! Our offers: media sections that are used again.
//!
//! str0m keeps a section for ever and cannot give its place to another one, so what it knows as one section, switched on and off, the
//! peer sees as sections that are stopped and replaced (RFC 8829 §5.2.2): each use has a name (`a=mid`), streams (`a=ssrc`) and ids
//! (`a=msid`) of its own. Thus the number of sections never exceeds the most that were in use at a time.

use std::collections::VecDeque;

use ::str0m::Rtc;
use ::str0m::change::{SdpAnswer, SdpApi, SdpPendingOffer};
use ::str0m::media::{Direction, MediaKind};
use ::str0m::rtp::Ssrc;
use visio_core::limits;
use visio_core::packet::{Kind, Mid};

use super::channels::Channels;
use super::{InnerMid, outer, refused};
use crate::connection::MediaRequest;
use crate::error::NegotiationError;
use crate::sdp::{Description, Section};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// In the open offer for the first time.
    Offered,
    /// Agreed on, not yet told.
    Agreed,
    /// Agreed on and told.
    Active,
    /// To be stopped by the next offer.
    Stopping,
    /// Stopped by the open offer.
    StopOffered,
    /// Free for another use.
    Free,
}

#[derive(Debug)]
struct Slot {
    inner: InnerMid,
    name: String,
    kind: Kind,
    used: Use,
    key: u64,
    media: MediaRequest,
    /// str0m knows it only as part of the open offer.
    unborn: bool,
}

/// Media that was agreed on.
pub(super) struct Agreed {
    pub(super) key: u64,
    pub(super) inner: InnerMid,
    pub(super) kind: Kind,
    pub(super) ssrc: Ssrc,
}

/// The open offer and what waits for the next one.
#[derive(Default)]
pub(super) struct Offers {
    slots: Vec<Slot>,
    waiting: VecDeque<(u64, MediaRequest)>,
    channels: Wanted,
    restart: bool,
    /// An answer has come at least once.
    answered: bool,
    open: Option<Open>,
    names: u32,
}

/// The name of the section of the data channels; media sections count from 1.
const CHANNELS_NAME: &str = "0";

#[derive(Default, PartialEq, Eq, Clone, Copy)]
enum Wanted {
    #[default]
    No,
    Yes,
    Made,
    Agreed,
}

struct Open {
    pending: SdpPendingOffer,
    /// As str0m wrote it.
    inner: Description,
}

impl Offers {
    pub(super) fn want_channels(&mut self) {
        if self.channels == Wanted::No {
            self.channels = Wanted::Yes;
        }
    }

    /// The open offer or its answer may be lost: it is taken back, and its changes become part of the next one, in the same places
    /// under the same names, for the peer may have taken them.
    ///
    /// Before the first answer there is no connection to restart: str0m takes up new credentials only in place of agreed ones, so the
    /// next offer keeps those that it has.
    pub(super) fn want_restart(&mut self) {
        self.restart = self.answered;
        if self.open.take().is_some() && self.channels == Wanted::Made {
            self.channels = Wanted::Yes;
        }
    }

    pub(super) fn add(&mut self, key: u64, media: MediaRequest) {
        self.waiting.push_back((key, media));
    }

    /// Returns the section that must not be written to any more.
    pub(super) fn stop(&mut self, key: u64) -> Option<Mid> {
        self.waiting.retain(|(waiting, _)| *waiting != key);
        let used = |slot: &&mut Slot| {
            slot.key == key && matches!(slot.used, Use::Offered | Use::Agreed | Use::Active)
        };
        let slot = self.slots.iter_mut().find(used)?;
        slot.used = Use::Stopping;
        outer(slot.inner)
    }

    /// The next offer as the peer should see it.
    pub(super) fn make(&mut self, rtc: &mut Rtc, fragments: &mut Vec<String>) -> Option<String> {
        if self.open.is_some() {
            return None;
        }
        let stopping = self.slots.iter().any(|slot| slot.used == Use::Stopping);
        if !stopping && self.waiting.is_empty() && !self.restart && self.channels != Wanted::Yes {
            return None;
        }
        let reused = self.reuse(rtc);
        let mut api = rtc.sdp_api();
        if self.channels == Wanted::Yes {
            self.channels = Wanted::Made;
            Channels::offer(&mut api);
        }
        for slot in &mut self.slots {
            if slot.unborn {
                // Of an offer that was taken back. One that is to be stopped keeps its place until it is agreed on.
                slot.inner = add_section(&mut api, &slot.media);
            } else if slot.used == Use::Stopping {
                slot.used = Use::StopOffered;
                api.set_direction(slot.inner, Direction::Inactive);
            }
        }
        for index in reused {
            api.set_direction(self.slots[index].inner, Direction::SendOnly);
        }
        while self.slots.len() < limits::MEDIA_SECTIONS - 1
            && let Some((key, media)) = self.waiting.pop_front()
        {
            let inner = add_section(&mut api, &media);
            self.names += 1;
            let (name, kind) = (self.names.to_string(), media.kind);
            self.slots.push(Slot {
                inner,
                name,
                kind,
                used: Use::Offered,
                key,
                media,
                unborn: true,
            });
        }
        if std::mem::take(&mut self.restart) {
            let credentials = api.ice_restart(true);
            fragments.push(credentials.ufrag);
            if fragments.len() > 3 {
                fragments.remove(0);
            }
        }
        let Some((offer, pending)) = api.apply() else {
            // What was to be stopped had never begun.
            for slot in self
                .slots
                .iter_mut()
                .filter(|slot| slot.used == Use::StopOffered)
            {
                slot.used = Use::Free;
            }
            return None;
        };
        let inner = Description::parse(&offer.to_sdp_string()).ok()?;
        let text = self.as_seen(&inner);
        self.open = Some(Open { pending, inner });
        Some(text)
    }

    /// Gives free sections to what waits.
    fn reuse(&mut self, rtc: &mut Rtc) -> Vec<usize> {
        let mut reused = Vec::new();
        let mut still = VecDeque::new();
        for (key, media) in self.waiting.drain(..) {
            let free = |slot: &Slot| slot.used == Use::Free && slot.kind == media.kind;
            let Some(index) = self.slots.iter().position(free) else {
                still.push_back((key, media));
                continue;
            };
            self.names += 1;
            let slot = &mut self.slots[index];
            slot.name = self.names.to_string();
            (slot.used, slot.key, slot.media) = (Use::Offered, key, media);
            let api = rtc.direct_api();
            let (ssrc, resend) = (api.new_ssrc(), api.new_ssrc());
            let resend = (slot.kind == Kind::Video).then_some(resend);
            begin_anew(rtc, slot.inner, ssrc, resend);
            reused.push(index);
        }
        self.waiting = still;
        reused
    }

    fn as_seen(&self, inner: &Description) -> String {
        let mut seen = inner.clone();
        let mut bundled = Vec::new();
        for section in &mut seen.sections {
            let Some(slot) = self.slot(section) else {
                section.set_mid(CHANNELS_NAME);
                bundled.push(CHANNELS_NAME.to_owned());
                continue;
            };
            if matches!(slot.used, Use::StopOffered | Use::Free) {
                *section = section.rejected(&slot.name);
                continue;
            }
            section.set_mid(&slot.name);
            section.set_msid(&slot.media.stream_id, &slot.media.track_id);
            if slot.media.stereo {
                section.set_parameter("opus", "stereo", "1");
                section.set_parameter("opus", "sprop-stereo", "1");
            }
            bundled.push(slot.name.clone());
        }
        seen.session
            .retain(|line| !line.starts_with("a=msid-semantic"));
        seen.session.push("a=msid-semantic:WMS *".to_owned());
        seen.set_bundle(&bundled.iter().map(String::as_str).collect::<Vec<_>>());
        seen.text()
    }

    fn slot(&self, section: &Section) -> Option<&Slot> {
        let mid = section.mid()?;
        self.slots.iter().find(|slot| &*slot.inner == mid)
    }

    /// Takes the peer's answer to the open offer.
    pub(super) fn accept(&mut self, rtc: &mut Rtc, answer: &str) -> Result<(), NegotiationError> {
        let mut answer = Description::parse(answer)?;
        answer.limit_candidates(limits::REMOTE_CANDIDATES);
        let Some(open) = &self.open else {
            return Err(NegotiationError::NotOpen);
        };
        if answer.sections.len() != open.inner.sections.len() {
            return Err(NegotiationError::Unfitting);
        }
        let mut refused_keys = Vec::new();
        let mut mids = Vec::new();
        for (section, offered) in answer.sections.iter_mut().zip(&open.inner.sections) {
            let mid = offered.mid().unwrap_or_default();
            mids.push(mid.to_owned());
            let Some(slot) = self.slots.iter().find(|slot| &*slot.inner == mid) else {
                if section.mid() != Some(CHANNELS_NAME) {
                    return Err(NegotiationError::Unfitting);
                }
                section.set_mid(mid);
                continue;
            };
            let stopped = matches!(slot.used, Use::StopOffered | Use::Free);
            if stopped || section.is_rejected() {
                if !stopped {
                    refused_keys.push(slot.key);
                }
                *section = offered.unused();
            } else if section.mid() == Some(&slot.name) {
                section.set_mid(mid);
            } else {
                return Err(NegotiationError::Unfitting);
            }
        }
        answer.set_bundle(&mids.iter().map(String::as_str).collect::<Vec<_>>());
        let parsed =
            SdpAnswer::from_sdp_string(&answer.text()).map_err(|_| NegotiationError::Malformed)?;
        let Some(open) = self.open.take() else {
            return Err(NegotiationError::NotOpen);
        };
        rtc.sdp_api()
            .accept_answer(open.pending, parsed)
            .map_err(|error| refused(&error))?;
        self.answered = true;
        if self.channels == Wanted::Made {
            self.channels = Wanted::Agreed;
        }
        for slot in &mut self.slots {
            slot.unborn = false;
            slot.used = match slot.used {
                Use::Offered if refused_keys.contains(&slot.key) => Use::Free,
                Use::Offered => Use::Agreed,
                Use::StopOffered => Use::Free,
                other => other,
            };
        }
        Ok(())
    }

    /// What was agreed on since the last call.
    pub(super) fn agreed(&mut self, rtc: &mut Rtc) -> Vec<Agreed> {
        let mut agreed = Vec::new();
        for slot in self
            .slots
            .iter_mut()
            .filter(|slot| slot.used == Use::Agreed)
        {
            let mut api = rtc.direct_api();
            let Some(stream) = api.stream_tx_by_mid(slot.inner, None) else {
                continue;
            };
            slot.used = Use::Active;
            agreed.push(Agreed {
                key: slot.key,
                inner: slot.inner,
                kind: slot.kind,
                ssrc: stream.ssrc(),
            });
        }
        agreed
    }

    /// The sender reports of streams begin anew: those before the connection was up went nowhere.
    pub(super) fn restart_clocks(&mut self, rtc: &mut Rtc) {
        for slot in self
            .slots
            .iter_mut()
            .filter(|slot| slot.used == Use::Agreed)
        {
            let mut api = rtc.direct_api();
            let Some(stream) = api.stream_tx_by_mid(slot.inner, None) else {
                continue;
            };
            let (ssrc, resend) = (stream.ssrc(), stream.rtx());
            begin_anew(rtc, slot.inner, ssrc, resend);
        }
    }
}

fn add_section(api: &mut SdpApi<'_>, media: &MediaRequest) -> InnerMid {
    let kind = if media.kind == Kind::Audio {
        MediaKind::Audio
    } else {
        MediaKind::Video
    };
    let stream_id = Some(media.stream_id.clone());
    api.add_media(kind, Direction::SendOnly, stream_id, None, None)
}

/// A stream in the place of the one there is, with nothing behind it.
fn begin_anew(rtc: &mut Rtc, inner: InnerMid, ssrc: Ssrc, resend: Option<Ssrc>) {
    let mut api = rtc.direct_api();
    if let Some(before) = api
        .stream_tx_by_mid(inner, None)
        .map(|stream| stream.ssrc())
    {
        api.remove_stream_tx(before);
        api.declare_stream_tx(ssrc, resend, inner, None);
    }
}
