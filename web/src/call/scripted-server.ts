import { Problem } from "../api/problem.ts";
import { NO_CAPTIONS, type PastCaption } from "../captions/captions.ts";
import type { RecordingChoices } from "../recordings/call/recording.ts";
import type { CallServer, Entry } from "./call-server.ts";
import type { MediaIdentity, MessageId, ParticipantId } from "./identity.ts";
import type { CallState, ChatMessage, Participant } from "./protocol.ts";

/** The server's side of a call, for tests: holds one state and notes the acts. */
export class ScriptedServer implements CallServer {
  readonly acts: string[] = [];
  current: CallState;
  entry: Entry | "waiting" = entryFor("me", "again");
  /** What every act fails with while it is set. */
  failure: Problem | null = null;
  history: PastCaption[] = [];

  constructor(people: readonly Participant[] = [person("me")]) {
    this.current = stateOf(people);
  }

  async rejoin(): Promise<Entry | "waiting"> {
    await this.#act("rejoin");
    return this.entry;
  }

  enter(call: string): void {
    this.acts.push(`enter ${call}`);
  }

  async state(): Promise<CallState> {
    await this.#act("state");
    return this.current;
  }

  async sendChat(text: string, nonce: string): Promise<ChatMessage> {
    await this.#act(`chat ${text}`);
    return message(nonce, "me", text);
  }

  earlierChat = async () => {
    await this.#act("earlier");
    return { items: [], before: null };
  };
  deleteMessage = (id: MessageId) => this.#act(`delete ${id}`);
  raiseHand = (raised: boolean) => this.#act(raised ? "raise" : "lower");
  lowerHand = (id: ParticipantId) => this.#act(`lower ${id}`);
  lowerHands = () => this.#act("lower all");
  giveFloor = (id: ParticipantId) => this.#act(`floor ${id}`);
  mute = (id: ParticipantId, source: string) => this.#act(`mute ${id} ${source}`);
  muteAll = () => this.#act("mute all");
  askUnmute = (id: ParticipantId) => this.#act(`ask ${id}`);
  stopShareOf = (id: ParticipantId) => this.#act(`stop share ${id}`);
  remove = (id: ParticipantId, block: boolean) => this.#act(`${block ? "block" : "remove"} ${id}`);
  unblock = (block: string) => this.#act(`unblock ${block}`);
  allowNewGuests = () => this.#act("allow guests");
  setRole = (id: ParticipantId, role: string) => this.#act(`role ${id} ${role}`);
  rename = (id: ParticipantId, name: string) => this.#act(`rename ${id} ${name}`);
  admit = (id: string) => this.#act(`admit ${id}`);
  refuse = (id: string) => this.#act(`refuse ${id}`);
  admitAll = () => this.#act("admit all");
  refuseAll = () => this.#act("refuse all");
  tellWaiting = (text: string) => this.#act(`tell ${text}`);
  askToRecord = ({ picture, keepSound, transcript, language }: RecordingChoices) => {
    const kept = [picture && "picture", keepSound && "sound", transcript && `text ${language ?? "any"}`];
    return this.#act(`record ${kept.filter((one) => one !== false).join(", ")}`);
  };
  stopRecording = () => this.#act("stop recording");
  pauseRecording = () => this.#act("pause recording");
  resumeRecording = () => this.#act("resume recording");
  wishForRecording = () => this.#act("wish for recording");
  answerRecording = (_recording: string, accept: boolean) =>
    this.#act(accept ? "accept recording" : "refuse recording");
  setCaptions = (on: boolean) => this.#act(`captions ${on ? "on" : "off"}`);
  setOwnLanguage = (language: string | null) => this.#act(`speak ${language ?? "any"}`);
  setTranslation = (language: string | null) => this.#act(`read ${language ?? "as said"}`);
  setCaptioner = (id: ParticipantId, captioner: boolean) =>
    this.#act(`${captioner ? "captioner" : "no captioner"} ${id}`);
  typeCaption = async (text: string, speaker: ParticipantId | null, segment: string | null) => {
    await this.#act(`type ${text}`);
    const id = segment ?? `typed-${this.acts.length}`;
    return { id, participant: speaker, name: speaker ?? "", typed: true, text, language: null, at: 0 };
  };
  captionHistory = async () => {
    await this.#act("caption history");
    return this.history;
  };
  leave = () => this.#act("leave");
  end = () => this.#act("end");

  async #act(what: string): Promise<void> {
    this.acts.push(what);
    if (this.failure !== null) throw this.failure;
  }
}

export function entryFor(id: string, identity: string, call = "call-1"): Entry {
  return {
    call,
    participant: id as ParticipantId,
    media: { url: "ws://scripted", token: "", identity: identity as MediaIdentity },
  };
}

export function person(id: string, change: Partial<Participant> = {}): Participant {
  return {
    id: id as ParticipantId,
    identity: `media-${id}` as MediaIdentity,
    name: id,
    role: "account",
    host: false,
    guest: false,
    organisation: null,
    joinedAt: 0,
    connection: "connected",
    hand: null,
    ...change,
  };
}

export function message(id: string, from: string, text: string, sentAt = 0): ChatMessage {
  return {
    id: id as MessageId,
    participant: from as ParticipantId,
    name: from,
    text,
    sentAt,
    deleted: false,
  };
}

export function stateOf(people: readonly Participant[], change: Partial<CallState> = {}): CallState {
  return {
    seq: 0,
    serverTime: 1_000_000,
    call: { id: "call-1", startedAt: 1_000_000 },
    room: { code: "abc-defg-hij", title: "Budget", locked: false },
    me: {
      participant: "me" as ParticipantId,
      role: "account",
      host: false,
      can: new Set(["chat", "raise-hand"]),
    },
    participants: people,
    lobby: [],
    waitingCount: 0,
    chat: { items: [], before: null },
    newGuestsWait: false,
    removed: [],
    recording: null,
    recordingTerms: null,
    captions: NO_CAPTIONS,
    ...change,
  };
}

/** The server cannot be reached. */
export const UNREACHED = new Problem("net-signal", 0);
