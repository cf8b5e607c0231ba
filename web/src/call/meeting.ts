import type { CallCaptions } from "../captions/call-captions.ts";
import type { Chat } from "../chat/chat.ts";
import { Waiting } from "../moderation/waiting.ts";
import type { CallRecording } from "../recordings/call/call-recording.ts";
import type { Clock } from "../ui/clock.ts";
import type { ParticipantId } from "./identity.ts";
import type { MediaSnapshot } from "./media-room.ts";
import type { CallState, ChatMessage, Participant, RoomFacts, ServerMessage } from "./protocol.ts";
import { type Person, Roster } from "./roster.ts";
import type { Teller } from "./server-words.ts";

/** What the rest of the model knows and a message may touch. */
export interface Around {
  readonly chat: Chat;
  readonly recording: CallRecording;
  readonly captions: CallCaptions;
  readonly teller: Teller;
  readonly clock: Clock;
  snapshot(): MediaSnapshot;
  chatIsOpen(): boolean;
  microphoneIsOn(): boolean;
  /** My rights are others now: the snapshot is needed anew. */
  refresh(): void;
  switchedOff(source: "microphone" | "camera", by: string): void;
  shareStopped(): void;
}

/** The call as the server tells it: who is in, who waits, what I may do. Says what is new to those who cannot see it. */
export class Meeting {
  readonly waiting = new Waiting();
  facts: RoomFacts;
  me: CallState["me"] | null = null;
  newGuestsWait = false;
  removed: CallState["removed"] = [];
  /** On the page's clock. */
  startedAt: number | null = null;
  /** Add to the page's clock to have the server's. */
  serverOffset = 0;
  /** Told just before the connection ends: this person goes on in another page. */
  moved = false;
  /** Told just before the connection ends. */
  removal: { readonly by: string; readonly blocked: boolean } | null = null;
  endingBy: string | null = null;
  /** I asked to end the call for all: I need not be told. */
  endedByMe = false;
  readonly #roster = new Roster();

  constructor(
    code: string,
    private readonly around: Around,
  ) {
    this.facts = { code, title: null, locked: false };
  }

  /** @param self who I am while the server has not told yet */
  people(self: ParticipantId): Person[] {
    const people = this.#roster.people(this.me?.participant ?? self, this.around.snapshot());
    return people.map((person) => {
      const sends = person.microphoneOn || person.camera !== null || person.share !== null;
      return { ...person, notRecorded: this.around.recording.leavesOut({ ...person, sends }) };
    });
  }

  take(state: CallState): void {
    this.serverOffset = state.serverTime - this.around.clock.now();
    this.startedAt = state.call.startedAt - this.serverOffset;
    this.facts = { ...state.room, code: state.room.code ?? this.facts.code };
    this.me = state.me;
    this.newGuestsWait = state.newGuestsWait;
    this.removed = state.removed;
    this.#roster.replace(state.participants);
    const { chat, teller } = this.around;
    for (const missed of chat.replace(state.chat.items, state.chat.before, state.me.participant)) {
      teller.message(missed, this.around.chatIsOpen());
    }
    this.#onWaiting(state.lobby, state.waitingCount);
    this.around.recording.take(state);
    this.around.captions.hear(state.captions);
  }

  hear(message: ServerMessage): void {
    const { chat, teller } = this.around;
    switch (message.type) {
      case "participant":
        this.#onParticipant(message.participant);
        break;
      case "left":
        if (this.#roster.get(message.id) !== undefined) teller.left(message, this.#roster.size - 1);
        this.#roster.remove(message.id);
        break;
      case "hands":
        this.#changeHands(() => this.#roster.setHands(message.hands));
        break;
      case "floor":
        teller.floor(message.by, this.around.microphoneIsOn());
        break;
      case "chat":
        this.#onChat(message.message);
        break;
      case "chat-deleted":
        chat.markDeleted(message.id);
        break;
      case "muted":
        this.around.switchedOff(message.source, message.by);
        break;
      case "ask-unmute":
        teller.askedToUnmute(message.by);
        break;
      case "share-stopped":
        this.around.shareStopped();
        teller.shareStopped(message.by);
        break;
      case "removed":
        this.removal = message;
        teller.removed(message.by, message.blocked);
        break;
      case "moved":
        this.moved = true;
        break;
      case "lobby":
        this.#onWaiting(message.waiting, message.count);
        if (message.answered !== null && message.answered.by !== this.#ownName())
          teller.answered(message.answered);
        break;
      case "settings":
        if (message.room.locked !== this.facts.locked) teller.locked(message.room.locked);
        this.facts = { ...message.room, code: this.facts.code };
        // What may be recorded, and for how long it would be kept, may be another now.
        if (this.me?.can.has("record") === true) this.around.refresh();
        break;
      case "host-notice":
        if (message.kind === "new-guests-wait") this.newGuestsWait = true;
        teller.hostNotice(message);
        break;
      case "recording":
        this.around.recording.hear(message.recording, message.ended, message.problem);
        break;
      case "recording-asked":
        this.around.recording.wished(message.by);
        break;
      case "captions":
        this.around.captions.hear(message.captions);
        break;
      case "caption":
        this.around.captions.wasTyped(message.line);
        break;
      case "captioner":
        this.around.captions.chosen(message.captioner, message.by);
        break;
      case "ending":
        this.endingBy = message.by === "" ? null : message.by;
        if (!this.endedByMe) teller.ending(message.by, message.inSeconds);
        break;
      case "other":
        break;
    }
  }

  #onParticipant(participant: Participant): void {
    const before = this.#roster.get(participant.id);
    const self = participant.id === this.me?.participant;
    this.#changeHands(() => this.#roster.put(participant));
    if (before === undefined && !self) this.around.teller.arrived(participant, this.#roster.size);
    if (!self || before === undefined) return;
    // A new role brings other rights, and what only hosts see.
    if (before.role !== participant.role || before.host !== participant.host) this.around.refresh();
  }

  #onChat(message: ChatMessage): void {
    const self = this.me?.participant ?? null;
    if (message.participant !== self) this.around.teller.message(message, this.around.chatIsOpen());
    this.around.chat.add(message, self);
  }

  #onWaiting(people: CallState["lobby"], count: number): void {
    const fresh = this.waiting.replace(people, count);
    const { teller, clock } = this.around;
    if (people.length === 0 && count > 0 && this.me?.can.has("admit") !== true)
      teller.waitingWithoutHost(count);
    else teller.waiting(fresh, people, fresh.length > 0 && this.waiting.mayTell(clock.now()));
  }

  /** Changes the roster and tells which hands went up or down by it. */
  #changeHands(change: () => void): void {
    const before = this.#ranks();
    change();
    for (const [id, rank] of this.#ranks()) {
      const was = before.get(id);
      if (id === this.me?.participant) this.#onOwnHand(was ?? null, rank);
      else if (rank !== null && was === null && this.me?.host === true) this.#tellHand(id);
    }
  }

  #onOwnHand(was: number | null, rank: number | null): void {
    if (rank !== null && rank !== was) this.around.teller.ownHand(rank);
    if (rank === null && was !== null) this.around.teller.ownHandLowered();
  }

  #tellHand(id: ParticipantId): void {
    const participant = this.#roster.get(id);
    if (participant !== undefined) this.around.teller.handRaised(participant);
  }

  #ranks(): Map<ParticipantId, number | null> {
    return new Map(
      [...this.#roster.all()].map((participant) => [participant.id, participant.hand?.rank ?? null]),
    );
  }

  #ownName(): string | null {
    return this.me === null ? null : (this.#roster.get(this.me.participant)?.name ?? null);
  }
}
