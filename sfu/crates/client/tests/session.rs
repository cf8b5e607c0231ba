//! A participant's conversation with a server, in virtual time.

use std::time::{Duration, Instant};

use prost::Message as _;
use visio_client::wire::{
    DisconnectReason, JoinResponse, LeaveAction, LeaveRequest, ParticipantInfo, ParticipantState,
    ParticipantUpdate, ReconnectResponse, Room, SignalRequest, SignalResponse, TrackInfo,
    signal_request, signal_response,
};
use visio_client::{
    AudioSource, Command, Effect, Event, LeaveReason, LocalTrack, Options, Refusal, Session,
    SocketLoss, TrackSpec,
};

/// A session and what it has done so far.
struct Table {
    session: Session,
    now: Instant,
    connects: Vec<String>,
    said: Vec<signal_request::Message>,
    events: Vec<Event>,
}

impl Table {
    fn new() -> Self {
        Self::at("ws://server")
    }

    fn at(url: &str) -> Self {
        let now = Instant::now();
        let session = Session::new(Options::new(url, "first-token"), 7, now);
        let mut table = Self {
            session,
            now,
            connects: Vec::new(),
            said: Vec::new(),
            events: Vec::new(),
        };
        table.take();
        table
    }

    fn joined() -> Self {
        let mut table = Self::new();
        table.session.socket_opened(table.now);
        table.hear(signal_response::Message::Join(JoinResponse {
            room: Some(Room {
                sid: "RM_1".into(),
                name: "daily".into(),
            }),
            participant: Some(person("PA_lea", "lea", ParticipantState::Joined)),
            other_participants: vec![person("PA_malik", "malik", ParticipantState::Active)],
            ping_interval: 5,
            ping_timeout: 15,
            ..JoinResponse::default()
        }));
        table
    }

    fn hear(&mut self, message: signal_response::Message) {
        let response = SignalResponse {
            message: Some(message),
        };
        self.session
            .socket_message(self.now, &response.encode_to_vec());
        self.take();
    }

    fn command(&mut self, command: Command) {
        self.session.command(self.now, command);
        self.take();
    }

    fn lose(&mut self, loss: SocketLoss) {
        self.session.socket_closed(self.now, loss);
        self.take();
    }

    /// Lets time pass, deadline by deadline.
    fn advance(&mut self, span: Duration) {
        let end = self.now + span;
        while self.session.deadline() <= end && !self.session.is_over() {
            self.now = self.session.deadline().max(self.now);
            self.session.on_time(self.now);
            self.take();
        }
        self.now = end;
    }

    fn take(&mut self) {
        while let Some(effect) = self.session.poll_effect() {
            match effect {
                Effect::Connect(endpoint) => self.connects.push(endpoint.url),
                Effect::Send(bytes) => {
                    let request = SignalRequest::decode(bytes.as_slice()).ok();
                    self.said
                        .extend(request.and_then(|request| request.message));
                }
                Effect::Event(event) => self.events.push(event),
                Effect::Disconnect | Effect::Transmit { .. } | Effect::Reach(_) => {}
            }
        }
    }

    fn left(&self) -> Option<LeaveReason> {
        self.events.iter().find_map(|event| {
            if let Event::Left(reason) = event {
                Some(*reason)
            } else {
                None
            }
        })
    }

    fn count(&self, wanted: fn(&signal_request::Message) -> bool) -> usize {
        self.said.iter().filter(|message| wanted(message)).count()
    }
}

fn person(sid: &str, identity: &str, state: ParticipantState) -> ParticipantInfo {
    ParticipantInfo {
        sid: sid.into(),
        identity: identity.into(),
        state: state.into(),
        ..ParticipantInfo::default()
    }
}

fn leave(reason: DisconnectReason, action: LeaveAction) -> signal_response::Message {
    signal_response::Message::Leave(LeaveRequest {
        can_reconnect: false,
        reason: reason.into(),
        action: action.into(),
    })
}

fn microphone() -> TrackSpec {
    TrackSpec::Audio {
        name: "microphone".into(),
        source: AudioSource::Microphone,
    }
}

#[test]
fn the_first_word_of_the_server_brings_everybody() {
    let table = Table::joined();
    assert!(
        matches!(&table.events[0], Event::Joined { sid, identity, room } if (sid.as_str(), identity.as_str(), room.as_str()) == ("PA_lea", "lea", "daily"))
    );
    assert!(
        matches!(&table.events[1], Event::Person(person) if person.identity == "malik" && person.present)
    );
}

#[test]
fn what_is_said_before_the_first_word_does_not_count() {
    let mut table = Table::new();
    table.session.socket_opened(table.now);
    let update = ParticipantUpdate {
        participants: vec![person("PA_x", "x", ParticipantState::Active)],
    };
    table.hear(signal_response::Message::Update(update));
    assert!(table.events.is_empty());
}

#[test]
fn a_first_join_that_is_refused_ends_with_the_status() {
    for (status, code) in [
        (401, "not-allowed"),
        (403, "not-allowed"),
        (404, "refused"),
        (503, "refused"),
    ] {
        let mut table = Table::new();
        table.lose(SocketLoss::Refused(status));
        assert_eq!(table.left().map(LeaveReason::code), Some(code), "{status}");
    }
}

#[test]
fn a_server_that_stays_silent_is_given_up() {
    let mut table = Table::new();
    table.session.socket_opened(table.now);
    table.advance(Duration::from_secs(16));
    assert_eq!(table.left(), Some(LeaveReason::Unreachable));
}

#[test]
fn a_lost_socket_is_tried_again_as_the_same_participant() {
    let mut table = Table::joined();
    table.lose(SocketLoss::Lost);
    table.advance(Duration::from_millis(10));
    let resume = table.connects.last().cloned().unwrap_or_default();
    assert!(
        resume.contains("reconnect=1") && resume.ends_with("sid=PA_lea"),
        "{resume}"
    );
    assert_eq!(table.left(), None);
}

#[test]
fn a_server_that_stays_away_is_given_up_after_ten_tries() {
    let mut table = Table::joined();
    table.lose(SocketLoss::Lost);
    for _ in 0..20 {
        table.advance(Duration::from_secs(11));
        table.lose(SocketLoss::Lost);
    }
    assert_eq!(table.connects.len(), 1 + 10);
    assert_eq!(table.left(), Some(LeaveReason::Unreachable));
}

#[test]
fn a_resume_tells_the_server_what_was_published() {
    let mut table = Table::joined();
    table.command(Command::Publish(LocalTrack(1), microphone()));
    let cid = table.said.iter().find_map(|message| {
        if let signal_request::Message::AddTrack(add) = message {
            Some(add.cid.clone())
        } else {
            None
        }
    });
    let track = TrackInfo {
        sid: "TR_1".into(),
        ..TrackInfo::default()
    };
    let published = visio_client::wire::TrackPublishedResponse {
        cid: cid.unwrap_or_default(),
        track: Some(track),
    };
    table.hear(signal_response::Message::TrackPublished(published));
    table.lose(SocketLoss::Lost);
    table.advance(Duration::from_millis(10));
    table.session.socket_opened(table.now);
    table.hear(signal_response::Message::Reconnect(
        ReconnectResponse::default(),
    ));
    let state = table.said.iter().find_map(|message| {
        if let signal_request::Message::SyncState(state) = message {
            Some(state)
        } else {
            None
        }
    });
    let sids = state.map(|state| {
        state
            .publish_tracks
            .iter()
            .filter_map(|known| known.track.as_ref())
            .map(|track| track.sid.clone())
            .collect()
    });
    assert_eq!(sids, Some(vec!["TR_1".to_owned()]));
    assert_eq!(
        table.count(|message| matches!(message, signal_request::Message::Offer(_))),
        2,
        "the open offer is said again"
    );
}

#[test]
fn a_participant_that_the_server_forgot_joins_anew_and_publishes_again() {
    let mut table = Table::joined();
    table.command(Command::Publish(LocalTrack(1), microphone()));
    table.lose(SocketLoss::Lost);
    table.advance(Duration::from_millis(10));
    table.session.socket_opened(table.now);
    table.hear(leave(
        DisconnectReason::StateMismatch,
        LeaveAction::Reconnect,
    ));
    table.advance(Duration::from_secs(1));
    assert!(
        !table
            .connects
            .last()
            .cloned()
            .unwrap_or_default()
            .contains("reconnect=1")
    );
    table.session.socket_opened(table.now);
    table.hear(signal_response::Message::Join(JoinResponse {
        participant: Some(person("PA_lea2", "lea", ParticipantState::Joined)),
        ..JoinResponse::default()
    }));
    assert_eq!(
        table.count(|message| matches!(message, signal_request::Message::AddTrack(_))),
        2
    );
    let gone = |event: &&Event| matches!(event, Event::Person(person) if person.identity == "malik" && !person.present);
    assert!(
        table.events.iter().any(|event| gone(&event)),
        "who went meanwhile is told as gone"
    );
}

#[test]
fn a_silent_socket_is_pinged_then_replaced() {
    let mut table = Table::joined();
    table.advance(Duration::from_secs(14));
    assert_eq!(
        table.count(|message| matches!(message, signal_request::Message::PingReq(_))),
        2
    );
    assert_eq!(table.connects.len(), 1);
    table.advance(Duration::from_secs(2));
    assert_eq!(table.connects.len(), 2);
}

#[test]
fn each_reason_to_leave_has_its_own_code() {
    let reasons = [
        (DisconnectReason::DuplicateIdentity, "duplicate-identity"),
        (DisconnectReason::ServerShutdown, "server-shutdown"),
        (DisconnectReason::ParticipantRemoved, "removed"),
        (DisconnectReason::RoomDeleted, "room-ended"),
        (DisconnectReason::JoinFailure, "disconnected"),
    ];
    for (reason, code) in reasons {
        let mut table = Table::joined();
        table.hear(leave(reason, LeaveAction::Disconnect));
        assert_eq!(table.left().map(LeaveReason::code), Some(code));
        assert!(table.session.is_over());
    }
}

#[test]
fn the_newest_token_is_used_to_come_back() {
    let mut table = Table::joined();
    table.hear(signal_response::Message::RefreshToken(
        "second-token".into(),
    ));
    table.session.socket_closed(table.now, SocketLoss::Lost);
    table.now += Duration::from_millis(10);
    table.session.on_time(table.now);
    let mut tokens = Vec::new();
    while let Some(effect) = table.session.poll_effect() {
        if let Effect::Connect(endpoint) = effect {
            tokens.push(endpoint.token);
        }
    }
    assert_eq!(tokens, ["second-token"]);
}

#[test]
fn what_is_not_the_protocol_ends_it() {
    let mut table = Table::joined();
    table.session.socket_message(table.now, &[0xff; 20]);
    table.take();
    assert_eq!(table.left(), Some(LeaveReason::Protocol));
}

#[test]
fn a_track_that_the_server_does_not_answer_for_is_given_up() {
    let mut table = Table::joined();
    table.command(Command::Publish(LocalTrack(1), microphone()));
    for _ in 0..3 {
        table.advance(Duration::from_secs(4));
        table.hear(signal_response::Message::Pong(0));
    }
    let refused = |event: &Event| {
        matches!(
            event,
            Event::PublishRefused {
                track: LocalTrack(1),
                reason: Refusal::Timeout
            }
        )
    };
    assert!(table.events.iter().any(refused));
}

#[test]
fn media_that_never_stands_ends_a_first_join() {
    let mut table = Table::joined();
    for _ in 0..4 {
        table.advance(Duration::from_secs(4));
        table.hear(signal_response::Message::Pong(0));
    }
    assert_eq!(table.left(), Some(LeaveReason::MediaFailed));
}

#[test]
fn an_address_that_cannot_be_used_is_said_at_once() {
    assert_eq!(
        Table::at("server:7880").left(),
        Some(LeaveReason::InvalidUrl)
    );
}
