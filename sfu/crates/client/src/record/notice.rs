//! What a recorder tells its owner.

use std::collections::VecDeque;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::os::fd::{AsRawFd, RawFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::codec::Codec;

/// What a recorder tells its owner, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// The room is entered.
    Joined {
        /// Our identity.
        identity: String,
    },
    /// A file was begun.
    TrackOpened {
        /// Its number in this part.
        track: u32,
        /// Whose it is, in the room.
        identity: String,
        /// Whose it is, by our id.
        participant: String,
        /// `camera`, `microphone`, ….
        source: &'static str,
        /// How it is encoded.
        codec: Codec,
    },
    /// A file was closed.
    TrackClosed {
        /// Its number.
        track: u32,
        /// Whose it was, in the room.
        identity: String,
        /// Whose it was, by our id.
        participant: String,
        /// Why.
        why: Closed,
    },
    /// A track of somebody permitted cannot be recorded.
    NotRecorded {
        /// Whose it is.
        identity: String,
        /// `camera`, `microphone`, ….
        source: &'static str,
        /// How it is encoded.
        codec: String,
        /// Why.
        why: Unrecorded,
    },
    /// Told each second, and at once when a hold begins.
    Written {
        /// Bytes of this part so far.
        bytes: u64,
        /// Length of this part so far.
        seconds: f64,
        /// Whose packets are being written, by our ids: those with an open file of which packets come, or who have muted themselves.
        participants: Vec<String>,
    },
    /// Who of those permitted speaks now.
    Speaking(Vec<String>),
    /// No beat was heard.
    Held,
    /// The whole list was given.
    Freed,
    /// The connection is lost.
    Lost,
    /// It is back, after so many seconds.
    Back {
        /// How long it was lost.
        seconds: f64,
    },
    /// It is over; nothing follows.
    Ended {
        /// Why.
        why: Ended,
        /// The code of the client's reason, or the same as `why`.
        reason: &'static str,
    },
}

/// Why a file was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// Its owner took it back.
    Unpublished,
    /// Its owner left.
    Left,
    /// Its owner may not be written any more.
    Consent,
    /// The part ends.
    Stopped,
    /// The same track goes on in another codec, and another file.
    CodecChanged,
}

impl Closed {
    /// The name in journals.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unpublished => "unpublished",
            Self::Left => "left",
            Self::Consent => "consent",
            Self::Stopped => "stopped",
            Self::CodecChanged => "codec-changed",
        }
    }
}

/// Why a track cannot be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unrecorded {
    /// Its codec is none of ours.
    Codec,
    /// Its content is hidden from us.
    Encrypted,
}

impl Unrecorded {
    /// The name in journals.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Codec => "codec",
            Self::Encrypted => "encrypted",
        }
    }
}

/// Why a part is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Its owner or the room ended it.
    Stopped,
    /// The disk is nearly full, or cannot be written.
    Disk,
    /// The room could not be entered, or the connection was lost for good.
    Unreachable,
    /// It is as long as a part may be, or has as many tracks.
    Limit,
    /// A fault inside.
    Failed,
}

impl Ended {
    /// The name in journals.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Disk => "disk",
            Self::Unreachable => "unreachable",
            Self::Limit => "limit",
            Self::Failed => "failed",
        }
    }
}

/// Notices on their way to the owner, with a descriptor that is readable while some wait.
#[derive(Debug)]
pub(super) struct Notices {
    waiting: Mutex<VecDeque<Notice>>,
    ended: AtomicBool,
    wake: PipeWriter,
    woken: PipeReader,
}

impl Notices {
    pub(super) fn new() -> io::Result<Self> {
        let (woken, wake) = io::pipe()?;
        Ok(Self {
            waiting: Mutex::default(),
            ended: AtomicBool::new(false),
            wake,
            woken,
        })
    }

    pub(super) fn fileno(&self) -> RawFd {
        self.woken.as_raw_fd()
    }

    /// An owner who does not listen loses nothing but what a later notice says better.
    pub(super) fn push(&self, notice: Notice) {
        let mut waiting = self.lock();
        if matches!(notice, Notice::Ended { .. }) {
            self.ended.store(true, Ordering::Relaxed);
        }
        let stale = |old: &Notice| {
            matches!(
                (old, &notice),
                (Notice::Written { .. }, Notice::Written { .. })
                    | (Notice::Speaking(_), Notice::Speaking(_))
            )
        };
        if waiting.len() > 2 {
            waiting.retain(|old| !stale(old));
        }
        if waiting.is_empty() {
            // One byte waits at most, so this never blocks.
            let _ = (&self.wake).write_all(&[1]);
        }
        waiting.push_back(notice);
    }

    /// Nothing more will come. An owner who was not told why is told that it failed, and does not wait for ever.
    pub(super) fn close(&self) {
        if !self.ended.load(Ordering::Relaxed) {
            let why = Ended::Failed;
            self.push(Notice::Ended {
                why,
                reason: why.code(),
            });
        }
    }

    pub(super) fn drain(&self) -> Vec<Notice> {
        let mut waiting = self.lock();
        if !waiting.is_empty() {
            let _ = (&self.woken).read_exact(&mut [0]);
        }
        waiting.drain(..).collect()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Notice>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_who_sleeps_finds_the_newest_count_only() -> io::Result<()> {
        let notices = Notices::new()?;
        notices.push(Notice::Lost);
        for n in 0..1000 {
            notices.push(Notice::Written {
                bytes: n,
                seconds: 0.0,
                participants: Vec::new(),
            });
        }
        let drained = notices.drain();
        assert!(drained.len() <= 4);
        assert_eq!(drained[0], Notice::Lost);
        assert!(matches!(
            drained.last(),
            Some(Notice::Written { bytes: 999, .. })
        ));
        assert!(notices.drain().is_empty());
        Ok(())
    }

    #[test]
    fn an_owner_is_told_once_that_it_is_over() -> io::Result<()> {
        let stopped = Notice::Ended {
            why: Ended::Stopped,
            reason: "stopped",
        };
        let failed = Notice::Ended {
            why: Ended::Failed,
            reason: "failed",
        };
        for (told, expected) in [(Some(stopped.clone()), stopped), (None, failed)] {
            let notices = Notices::new()?;
            if let Some(notice) = told {
                notices.push(notice);
            }
            notices.close();
            notices.close();
            assert_eq!(notices.drain(), [expected]);
        }
        Ok(())
    }
}
