import {
  type CaptionsTold,
  NO_CAPTIONS,
  type PastCaption,
  readCaptions,
  readTyped,
} from "../captions/captions.ts";
import {
  RECORDING_ENDS,
  type RecordingEnd,
  type RecordingInCall,
  type RecordingTerms,
  readRecording,
  readTerms,
} from "../recordings/call/recording.ts";
import type { MediaIdentity, MessageId, ParticipantId, RequestId } from "./identity.ts";
import {
  type Fields,
  fields,
  flag,
  list,
  oneOf,
  orNull,
  text,
  textOrNull,
  time,
  Unreadable,
  whole,
} from "./reading.ts";

/**
 * What the server says of a call: the snapshot of `GET calls/{id}/state` and the `visio.*` messages
 * (docs/protocol.md, sections 3 and 4), read into values of known shape. Times are milliseconds since 1970.
 */

export const ROLES = ["owner", "co-host", "member", "account", "participant", "guest"] as const;
export type Role = (typeof ROLES)[number];

export interface Hand {
  readonly rank: number;
  readonly raisedAt: number;
  readonly floor: boolean;
}

export interface Participant {
  readonly id: ParticipantId;
  readonly identity: MediaIdentity;
  readonly name: string;
  readonly role: Role;
  readonly host: boolean;
  readonly guest: boolean;
  readonly organisation: string | null;
  readonly joinedAt: number;
  readonly connection: "connected" | "lost";
  readonly hand: Hand | null;
}

export interface WaitingPerson {
  readonly id: RequestId;
  readonly name: string;
  readonly guest: boolean;
  readonly askedAt: number;
  readonly device: string | null;
}

export interface ChatMessage {
  readonly id: MessageId;
  readonly participant: ParticipantId | null;
  readonly name: string;
  readonly text: string;
  readonly sentAt: number;
  readonly deleted: boolean;
}

export interface RoomFacts {
  readonly code: string | null;
  readonly title: string | null;
  readonly locked: boolean;
}

export interface Removed {
  readonly block: string;
  readonly name: string;
}

export interface CallState {
  readonly seq: number;
  readonly serverTime: number;
  readonly call: { readonly id: string; readonly startedAt: number };
  readonly room: RoomFacts;
  readonly me: {
    readonly participant: ParticipantId;
    readonly role: Role;
    readonly host: boolean;
    readonly can: ReadonlySet<string>;
  };
  readonly participants: readonly Participant[];
  readonly lobby: readonly WaitingPerson[];
  readonly waitingCount: number;
  readonly chat: { readonly items: readonly ChatMessage[]; readonly before: string | null };
  readonly newGuestsWait: boolean;
  readonly removed: readonly Removed[];
  readonly recording: RecordingInCall | null;
  /** What is said before a recording begins; null where there can be none. */
  readonly recordingTerms: RecordingTerms | null;
  readonly captions: CaptionsTold;
}

export type HowLeft = "left" | "removed" | "blocked" | "lost" | "ended" | "moved";
export type MutedSource = "microphone" | "camera";

export interface RankedHand extends Hand {
  readonly id: ParticipantId;
}

export type ServerMessage =
  | { readonly type: "participant"; readonly participant: Participant }
  | {
      readonly type: "left";
      readonly id: ParticipantId;
      readonly name: string;
      readonly how: HowLeft;
      readonly by: string | null;
    }
  | { readonly type: "hands"; readonly hands: readonly RankedHand[] }
  | { readonly type: "floor"; readonly by: string }
  | { readonly type: "chat"; readonly message: ChatMessage }
  | { readonly type: "chat-deleted"; readonly id: MessageId }
  | { readonly type: "muted"; readonly source: MutedSource; readonly by: string }
  | { readonly type: "ask-unmute"; readonly by: string }
  | { readonly type: "share-stopped"; readonly by: string }
  | { readonly type: "removed"; readonly by: string; readonly blocked: boolean }
  | { readonly type: "moved" }
  | {
      readonly type: "lobby";
      readonly waiting: readonly WaitingPerson[];
      readonly count: number;
      readonly answered: LobbyAnswer | null;
    }
  | { readonly type: "settings"; readonly room: RoomFacts }
  | HostNotice
  | {
      readonly type: "recording";
      readonly recording: RecordingInCall | null;
      readonly ended: RecordingEnd | null;
      /** Code of why it ended by itself. */
      readonly problem: string | null;
    }
  | { readonly type: "recording-asked"; readonly by: string }
  | { readonly type: "captions"; readonly captions: CaptionsTold }
  /** A line that a captioner typed, or its correction. */
  | { readonly type: "caption"; readonly line: PastCaption }
  /** I may type captions, or no longer. */
  | { readonly type: "captioner"; readonly captioner: boolean; readonly by: string }
  | { readonly type: "ending"; readonly by: string; readonly inSeconds: number }
  /** A number was used for a message that is not for me, or of a kind this client does not know. */
  | { readonly type: "other" };

export interface LeftMessage {
  readonly type: "left";
  readonly id: ParticipantId;
  readonly name: string;
  readonly how: HowLeft;
  readonly by: string | null;
}

export interface HostNotice {
  readonly type: "host-notice";
  readonly kind: string;
  readonly name: string | null;
}

export interface LobbyAnswer {
  readonly name: string;
  readonly how: string;
  readonly by: string | null;
}

export interface Envelope {
  readonly call: string;
  readonly seq: number;
  readonly message: ServerMessage;
}

/** Longest message from the server that is read, in bytes; a lobby of 200 people fits. */
export const LONGEST_MESSAGE = 262_144;
const LONGEST_CHAT_TEXT = 4_000;
const LONGEST_NAME = 120;

/** Reads one `visio.*` message. Throws `Unreadable` on anything else. */
export function readEnvelope(bytes: Uint8Array): Envelope {
  if (bytes.byteLength > LONGEST_MESSAGE) throw new Unreadable("message too long");
  const envelope = fields(parseJson(bytes));
  if (envelope.v !== 1) throw new Unreadable("another version");
  return {
    call: text(envelope.call),
    seq: whole(envelope.seq),
    message: readMessage(text(envelope.type), fields(envelope.data ?? {})),
  };
}

/** Reads the answer of `GET calls/{id}/state`. Throws `Unreadable`. */
export function readState(value: unknown): CallState {
  const state = fields(value);
  const call = fields(state.call);
  const chat = fields(state.chat);
  return {
    seq: whole(state.seq),
    serverTime: time(state.server_time),
    call: { id: text(call.id), startedAt: time(call.started_at) },
    room: readRoom(state.room),
    me: readMe(fields(state.me)),
    participants: list(state.participants, readParticipant),
    lobby: list(state.lobby, readWaiting),
    waitingCount: whole(state.waiting_count),
    chat: { items: list(chat.items, readChatMessage), before: textOrNull(chat.before) },
    newGuestsWait: state.new_guests_wait === true,
    removed: list(state.removed ?? [], readRemoved),
    recording: orNull(state.recording, readRecording),
    recordingTerms: orNull(state.recording_terms, readTerms),
    captions: orNull(state.captions, readCaptions) ?? NO_CAPTIONS,
  };
}

/** Reads one chat message, as `POST calls/{id}/chat` answers it. Throws `Unreadable`. */
export function readChatMessage(value: unknown): ChatMessage {
  const message = fields(value);
  return {
    id: text(message.id) as MessageId,
    participant: textOrNull(message.participant) as ParticipantId | null,
    name: text(message.name, LONGEST_NAME),
    text: text(message.text ?? "", LONGEST_CHAT_TEXT),
    sentAt: time(message.sent_at),
    deleted: message.deleted === true,
  };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch {
    throw new Unreadable("not JSON");
  }
}

function readMessage(type: string, data: Fields): ServerMessage {
  const read = READERS.get(type);
  return read === undefined ? { type: "other" } : read(data);
}

const READERS: ReadonlyMap<string, (data: Fields) => ServerMessage> = new Map(
  Object.entries<(data: Fields) => ServerMessage>({
    "visio.participant": (data) => ({ type: "participant", participant: readParticipant(data.participant) }),
    "visio.left": (data) => ({
      type: "left",
      id: text(data.id) as ParticipantId,
      name: text(data.name, LONGEST_NAME),
      how: oneOf(data.how, ["left", "removed", "blocked", "lost", "ended", "moved"]),
      by: textOrNull(data.by, LONGEST_NAME),
    }),
    "visio.hands": (data) => ({ type: "hands", hands: list(data.hands, readRankedHand) }),
    "visio.floor": (data) => ({ type: "floor", by: text(data.by, LONGEST_NAME) }),
    "visio.chat": (data) => ({ type: "chat", message: readChatMessage(data.message) }),
    "visio.chat-deleted": (data) => ({ type: "chat-deleted", id: text(data.id) as MessageId }),
    "visio.muted": (data) => ({
      type: "muted",
      source: oneOf(data.source, ["microphone", "camera"]),
      by: text(data.by, LONGEST_NAME),
    }),
    "visio.ask-unmute": (data) => ({ type: "ask-unmute", by: text(data.by, LONGEST_NAME) }),
    "visio.share-stopped": (data) => ({ type: "share-stopped", by: text(data.by, LONGEST_NAME) }),
    "visio.removed": (data) => ({
      type: "removed",
      by: text(data.by, LONGEST_NAME),
      blocked: data.blocked === true,
    }),
    "visio.moved": () => ({ type: "moved" }),
    "visio.lobby": (data) => ({
      type: "lobby",
      waiting: list(data.waiting ?? [], readWaiting),
      count: whole(data.count),
      answered: orNull(data.answered, readAnswer),
    }),
    "visio.settings": (data) => ({ type: "settings", room: readRoom(data.settings) }),
    "visio.host-notice": (data) => ({
      type: "host-notice",
      kind: text(data.kind),
      name: textOrNull(data.name, LONGEST_NAME),
    }),
    "visio.recording": (data) => ({
      type: "recording",
      recording: orNull(data.recording, readRecording),
      ended: orNull(data.ended, (ended) => oneOf(ended, RECORDING_ENDS)),
      problem: textOrNull(data.problem, 64),
    }),
    "visio.recording-asked": (data) => ({ type: "recording-asked", by: text(data.by, LONGEST_NAME) }),
    "visio.captions": (data) => ({ type: "captions", captions: readCaptions(data.captions) }),
    "visio.caption": (data) => ({ type: "caption", line: readTyped(data) }),
    "visio.captioner": (data) => ({
      type: "captioner",
      captioner: flag(data.captioner),
      by: text(data.by, LONGEST_NAME),
    }),
    "visio.ending": (data) => ({
      type: "ending",
      by: text(data.by, LONGEST_NAME),
      inSeconds: whole(data.in_seconds),
    }),
  }),
);

function readParticipant(value: unknown): Participant {
  const person = fields(value);
  return {
    id: text(person.id) as ParticipantId,
    identity: text(person.identity) as MediaIdentity,
    name: text(person.name, LONGEST_NAME),
    role: oneOf(person.role, ROLES),
    host: flag(person.host),
    guest: flag(person.guest),
    organisation: textOrNull(person.organisation),
    joinedAt: time(person.joined_at),
    connection: oneOf(person.connection, ["connected", "lost"]),
    hand: orNull(person.hand, readHand),
  };
}

function readHand(value: unknown): Hand {
  const hand = fields(value);
  return { rank: whole(hand.rank), raisedAt: time(hand.raised_at), floor: hand.floor === true };
}

function readRankedHand(value: unknown): RankedHand {
  return { ...readHand(value), id: text(fields(value).id) as ParticipantId };
}

function readWaiting(value: unknown): WaitingPerson {
  const person = fields(value);
  return {
    id: text(person.id) as RequestId,
    name: text(person.name, LONGEST_NAME),
    guest: flag(person.guest),
    askedAt: time(person.asked_at),
    device: textOrNull(person.device),
  };
}

function readAnswer(value: unknown): LobbyAnswer {
  const answer = fields(value);
  return {
    name: text(answer.name, LONGEST_NAME),
    how: text(answer.how),
    by: textOrNull(answer.by, LONGEST_NAME),
  };
}

function readRoom(value: unknown): RoomFacts {
  const room = fields(value);
  return {
    code: textOrNull(room.code),
    title: textOrNull(room.title, 512) || null,
    locked: room.locked === true,
  };
}

function readMe(me: Fields): CallState["me"] {
  const can = fields(me.can);
  return {
    participant: text(me.participant) as ParticipantId,
    role: oneOf(me.role, ROLES),
    host: flag(me.host),
    can: new Set(Object.keys(can).filter((act) => can[act] === true)),
  };
}

function readRemoved(value: unknown): Removed {
  const removed = fields(value);
  return { block: text(removed.block), name: text(removed.name, LONGEST_NAME) };
}
