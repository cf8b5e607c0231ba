import type { CaptionsServer } from "../captions/call-captions.ts";
import type { ChatServer } from "../chat/chat.ts";
import type { RecordingServer } from "../recordings/call/call-recording.ts";
import type { MessageId, ParticipantId, RequestId } from "./identity.ts";
import type { MediaAddress } from "./media-room.ts";
import type { CallState, MutedSource } from "./protocol.ts";

/** What `join` gives to somebody who is in. */
export interface Entry {
  readonly call: string;
  readonly participant: ParticipantId;
  readonly media: MediaAddress;
}

/** The acts of one participant in one call. Each rejects with `Problem`. */
export interface CallServer extends ChatServer, RecordingServer, CaptionsServer {
  /** Joins again with the ticket: no lobby for ten minutes. `waiting` when the lobby asks after all. */
  rejoin(): Promise<Entry | "waiting">;
  /** Acts go to this call from now on. */
  enter(call: string): void;
  state(): Promise<CallState>;
  deleteMessage(message: MessageId): Promise<void>;

  raiseHand(raised: boolean): Promise<void>;
  lowerHand(person: ParticipantId): Promise<void>;
  lowerHands(): Promise<void>;
  giveFloor(person: ParticipantId): Promise<void>;

  mute(person: ParticipantId, source: MutedSource): Promise<void>;
  muteAll(): Promise<void>;
  askUnmute(person: ParticipantId): Promise<void>;
  stopShareOf(person: ParticipantId): Promise<void>;
  remove(person: ParticipantId, block: boolean): Promise<void>;
  unblock(block: string): Promise<void>;
  allowNewGuests(): Promise<void>;
  setRole(person: ParticipantId, role: "co-host" | "participant", keep: boolean): Promise<void>;
  /** Lets somebody type captions in this call, or no longer. */
  setCaptioner(person: ParticipantId, captioner: boolean): Promise<void>;
  rename(person: ParticipantId, name: string): Promise<void>;

  admit(request: RequestId): Promise<void>;
  refuse(request: RequestId, block: boolean): Promise<void>;
  admitAll(): Promise<void>;
  refuseAll(): Promise<void>;
  tellWaiting(text: string): Promise<void>;

  /** Must also work while the page is being closed. */
  leave(): Promise<void>;
  end(): Promise<void>;
}
