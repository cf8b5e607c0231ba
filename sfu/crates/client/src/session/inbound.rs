//! What the server says on the signalling socket.

use std::time::Instant;

use super::link::{Heartbeat, Link};
use super::streams::candidates;
use super::{Session, SocketLoss};
use crate::wire::{
    DisconnectReason, JoinResponse, LeaveAction, LeaveRequest, RequestReason, RequestResponse,
    SessionDescription, SignalTarget, SyncState, TrickleRequest, UpdateSubscription,
    request_response, signal_request, signal_response,
};
use crate::{Event, LeaveReason, Refusal};

impl Session {
    pub(super) fn receive(&mut self, now: Instant, message: signal_response::Message) {
        use signal_response::Message;
        match (self.link, message) {
            (Link::Opening { .. } | Link::Open(_), Message::Leave(leave)) => self.left(now, &leave),
            (Link::Opening { full: true, .. }, Message::Join(join)) => self.joined(now, join),
            (Link::Opening { full: false, .. }, Message::Reconnect(_)) => self.resumed(now),
            (Link::Open(_), message) => self.receive_in_room(now, message),
            // Before its first word nothing else counts.
            _ => {}
        }
    }

    fn receive_in_room(&mut self, now: Instant, message: signal_response::Message) {
        use signal_response::Message;
        match message {
            Message::Answer(answer) => self.answered(now, &answer),
            Message::Offer(offer) => self.offered(now, offer),
            Message::Trickle(trickle) => self.trickled(now, &trickle),
            Message::Update(update) => {
                let events = self.people.update(&update.participants);
                self.tell_all(events);
            }
            Message::TrackPublished(published) => {
                let event = self.publisher.published(published);
                self.tell_all(event);
            }
            Message::SpeakersChanged(changed) => {
                let named = changed.speakers.iter().map(|speaker| {
                    let identity = self.people.identity(&speaker.sid).to_owned();
                    (identity, speaker.active)
                });
                let speakers = named.filter(|(identity, _)| !identity.is_empty()).collect();
                self.tell(Event::Speakers(speakers));
            }
            Message::Mute(mute) => self.publisher.muted_by_server(&mute.sid, mute.muted),
            Message::RefreshToken(token) => self.token = token,
            Message::PongResp(pong) => {
                if let Link::Open(heartbeat) = &mut self.link {
                    heartbeat.pong(now, pong.last_ping_timestamp);
                }
            }
            Message::RequestResponse(response) => self.request_answered(&response),
            Message::Join(_)
            | Message::Reconnect(_)
            | Message::Leave(_)
            | Message::TrackUnpublished(_)
            | Message::Pong(_) => {}
        }
    }

    fn joined(&mut self, now: Instant, join: JoinResponse) {
        let Some(me) = join.participant else {
            return self.end(now, LeaveReason::Protocol);
        };
        self.link = Link::Open(Heartbeat::new(now, join.ping_interval, join.ping_timeout));
        self.outage = None;
        self.publisher.reset(now, &mut self.effects);
        self.subscriber.reset(now, &mut self.effects);
        self.own.sid.clone_from(&me.sid);
        self.own.identity.clone_from(&me.identity);
        let room = join.room.map(|room| room.name).unwrap_or_default();
        self.tell(Event::Joined {
            sid: me.sid.clone(),
            identity: me.identity,
            room,
        });
        let events = self.people.reset(me.sid, &join.other_participants);
        self.tell_all(events);
        self.expect_media(now);
        self.announce(now);
    }

    fn resumed(&mut self, now: Instant) {
        self.link = Link::Open(Heartbeat::new(now, 0, 0));
        let state = self.sync_state();
        self.say(signal_request::Message::SyncState(state));
        if let Some(offer) = self.publisher.restart() {
            self.say(signal_request::Message::Offer(offer));
        }
        self.expect_media(now);
        self.announce(now);
        self.negotiate(now);
    }

    fn sync_state(&self) -> SyncState {
        let (offer, answer) = self.subscriber.descriptions();
        let against = |wanted: bool| {
            let differing = self
                .wishes
                .subscribed
                .iter()
                .filter(move |(_, subscribed)| **subscribed == wanted);
            differing.map(|(sid, _)| sid.clone()).collect()
        };
        let subscription = UpdateSubscription {
            track_sids: against(!self.options.auto_subscribe),
            subscribe: !self.options.auto_subscribe,
            participant_tracks: Vec::new(),
        };
        SyncState {
            answer,
            offer,
            subscription: Some(subscription),
            publish_tracks: self.publisher.known_tracks(),
            data_channels: Vec::new(),
            track_sids_disabled: self.wishes.disabled.iter().cloned().collect(),
        }
    }

    fn answered(&mut self, now: Instant, answer: &SessionDescription) {
        match self.publisher.accept(answer) {
            Ok(()) => {
                for line in candidates(&answer.sdp) {
                    self.add_candidate(now, SignalTarget::Publisher, line);
                }
                self.drive(now);
            }
            Err(reason) => self.negotiation_failed(now, reason),
        }
    }

    fn offered(&mut self, now: Instant, offer: SessionDescription) {
        let sdp = offer.sdp.clone();
        match self.subscriber.accept(
            now,
            &self.options,
            &self.addresses.subscriber,
            offer,
            &mut self.effects,
        ) {
            Ok(answer) => {
                self.say(signal_request::Message::Answer(answer));
                for line in candidates(&sdp) {
                    self.add_candidate(now, SignalTarget::Subscriber, line);
                }
                self.drive(now);
            }
            Err(reason) => self.negotiation_failed(now, reason),
        }
    }

    fn negotiation_failed(&mut self, now: Instant, reason: &'static str) {
        tracing::warn!(reason, "client.negotiation.failed");
        if self.media_stood {
            self.lose(now, true);
        } else {
            self.end(now, LeaveReason::MediaFailed);
        }
    }

    fn trickled(&mut self, now: Instant, trickle: &TrickleRequest) {
        let Ok(init) = serde_json::from_str::<serde_json::Value>(&trickle.candidate_init) else {
            return;
        };
        if let Some(line) = init
            .get("candidate")
            .and_then(serde_json::Value::as_str)
            .filter(|line| !line.is_empty())
        {
            self.add_candidate(now, trickle.target(), line);
        }
    }

    fn request_answered(&mut self, response: &RequestResponse) {
        let reason = match response.reason() {
            RequestReason::Ok | RequestReason::Queued => return,
            RequestReason::NotAllowed => Refusal::NotAllowed,
            RequestReason::LimitExceeded => Refusal::LimitExceeded,
            _ => Refusal::Other(response.reason),
        };
        if let Some(request_response::Request::AddTrack(request)) = &response.request {
            let event = self.publisher.refused(&request.cid, reason);
            self.tell_all(event);
        }
    }

    fn left(&mut self, now: Instant, leave: &LeaveRequest) {
        match leave.action() {
            LeaveAction::Resume if self.link.is_open() => self.lose(now, false),
            LeaveAction::Resume | LeaveAction::Reconnect => {
                if self.own.sid.is_empty() {
                    self.socket_closed(now, SocketLoss::Lost);
                } else {
                    self.lose(now, true);
                }
            }
            LeaveAction::Disconnect => self.end(now, reason(leave)),
        }
    }
}

fn reason(leave: &LeaveRequest) -> LeaveReason {
    match leave.reason() {
        DisconnectReason::ClientInitiated => LeaveReason::Left,
        DisconnectReason::DuplicateIdentity => LeaveReason::DuplicateIdentity,
        DisconnectReason::ServerShutdown => LeaveReason::ServerShutdown,
        DisconnectReason::ParticipantRemoved => LeaveReason::Removed,
        DisconnectReason::RoomDeleted | DisconnectReason::RoomClosed => LeaveReason::RoomEnded,
        _ => LeaveReason::Disconnected(leave.reason),
    }
}
