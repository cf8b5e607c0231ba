import { Problem } from "../api/problem.ts";
import { Chat } from "../chat/chat.ts";
import { Waiting } from "../moderation/waiting.ts";
import { Shares } from "../shares/shares.ts";
import type { Clock } from "../ui/clock.ts";
import type { CallServer, Entry } from "./call-server.ts";
import type { CallPhase, CallView, Ended, PanelName } from "./call-view.ts";
import { HandLowering } from "./hand-lowering.ts";
import {
  type MediaAddress,
  MediaError,
  type MediaErrorCode,
  type MediaEvent,
  type MediaRoom,
} from "./media-room.ts";
import { MutedHint } from "./muted-hint.ts";
import { type NoticeAction, Notices } from "./notices.ts";
import { Outage } from "./outage.ts";
import { OwnMedia, type OwnSourceName } from "./own-media.ts";
import type {
  CallState,
  Participant,
  ParticipantId,
  RequestId,
  RoomFacts,
  ServerMessage,
} from "./protocol.ts";
import { rejoinWithin } from "./rejoin.ts";
import { type Person, Roster } from "./roster.ts";
import { politely, type Say } from "./say.ts";
import { errorSentence, type Params, type Sentence, sentence } from "./sentence.ts";
import { ServerFeed } from "./server-feed.ts";
import { Teller } from "./server-words.ts";
import { StageLayout } from "./stage.ts";
import type { StageSize } from "./stage-shape.ts";

export interface CallOptions {
  readonly code: string;
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly server: CallServer;
  readonly room: MediaRoom;
  readonly clock: Clock;
  /** The keys that turn the microphone on, as they are written on this system: "Ctrl+D". */
  readonly microphoneKey: string;
  /** Speaks to those who cannot see. */
  readonly say: Say;
  /** A fresh random text for each message that is sent. */
  readonly newNonce: () => string;
}

/**
 * One participant's presence in one call, without a browser: takes what the media engine and the server tell,
 * gives one immutable view of everything on screen. Views call its methods and draw what `view` says.
 */
export class CallModel {
  readonly chat: Chat;
  readonly #server: CallServer;
  readonly #room: MediaRoom;
  readonly #clock: Clock;
  readonly #code: string;
  readonly #microphoneKey: string;
  readonly #roster = new Roster();
  readonly #shares = new Shares();
  readonly #layout = new StageLayout();
  readonly #waiting = new Waiting();
  readonly #hint = new MutedHint();
  readonly #notices: Notices;
  readonly #say: Say;
  readonly #teller: Teller;
  readonly #outage: Outage;
  readonly #own: OwnMedia;
  readonly #lowering: HandLowering;
  readonly #listeners = new Set<() => void>();
  readonly #stopListening: () => void;
  #entry: Entry;
  #feed: ServerFeed | null = null;
  #phase: CallPhase = "connecting";
  #mediaUp = false;
  #known = false;
  #ended: Ended | null = null;
  #failure: CallView["failure"] = null;
  #facts: RoomFacts;
  #me: CallState["me"] | null = null;
  #newGuestsWait = false;
  #removed: CallState["removed"] = [];
  #startedAt: number | null = null;
  #serverOffset = 0;
  #since: number;
  #panel: PanelName | null = null;
  #selfHidden = false;
  #selfMirrored = true;
  #removal: { by: string; blocked: boolean } | null = null;
  #endingBy: string | null = null;
  #endedByMe = false;
  #cancelStage: (() => void) | null = null;
  #view: CallView | null = null;

  constructor(entry: Entry, options: CallOptions) {
    this.#entry = entry;
    this.#server = options.server;
    this.#room = options.room;
    this.#clock = options.clock;
    this.#code = options.code;
    this.#microphoneKey = options.microphoneKey;
    this.#facts = { code: options.code, title: null, locked: false };
    this.#since = options.clock.now();
    const changed = () => this.#changed();
    this.#notices = new Notices(this.#clock, changed);
    this.#say = options.say;
    this.#teller = new Teller(this.#notices, this.#say);
    this.#own = new OwnMedia(this.#room, options, changed, (_source, code) => this.#mediaProblem(code));
    this.chat = new Chat(this.#server, options.newNonce, problemOf, changed);
    this.#outage = new Outage(this.#clock, {
      onShown: () => this.#onOutageShown(),
      onOver: (shown) => this.#onOutageOver(shown),
      onGivenUp: () => this.#finish("lost", null),
    });
    this.#lowering = new HandLowering(this.#clock, {
      ask: () => this.#teller.askLowerHand(),
      lower: () => void this.setHand(false),
    });
    this.#stopListening = this.#room.listen((event) => this.#onMedia(event));
  }

  /** For `useSyncExternalStore`: calls `listener` when `view` may be another. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** The present view; the same object until something changes. */
  readonly view = (): CallView => {
    this.#view ??= this.#draw();
    return this.#view;
  };

  /** Connects. Called once, and again by *Try again* after a failure. */
  async start(): Promise<void> {
    this.#failure = null;
    this.#changed();
    try {
      await this.#connect(this.#entry.media);
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      this.#failure = { code: error.code, params: {} };
      this.#changed();
    }
  }

  /** Another entry for the same page, from *Try again*: the first token may be spent. */
  async tryAgain(): Promise<void> {
    this.#failure = null;
    this.#changed();
    try {
      const entry = await this.#server.rejoin();
      if (entry === "waiting") this.#finish("lost", null);
      else {
        this.#entry = entry;
        await this.start();
      }
    } catch (error) {
      this.#failure = problemOf(error);
      this.#changed();
    }
  }

  /** Leaves for good. The view then says *left*. */
  async leave(): Promise<void> {
    this.#finish("left", null);
    await this.#server.leave().catch(ignoreProblem);
  }

  /** Ends the call for everybody. */
  async endForAll(): Promise<void> {
    this.#endedByMe = true;
    const done = await this.#act(() => this.#server.end());
    if (!done) this.#endedByMe = false;
  }

  /** The page goes away: releases everything, tells nobody. */
  close(): void {
    this.#stopListening();
    this.#room.close();
    this.#feed?.close();
    this.#outage.close();
    this.#lowering.close();
    this.#notices.close();
    this.#cancelStage?.();
    this.#listeners.clear();
  }

  async toggleMicrophone(): Promise<void> {
    await this.#toggle("microphone");
  }

  async toggleCamera(): Promise<void> {
    await this.#toggle("camera");
  }

  /** Holds the microphone open or shuts it: push to talk. */
  async setMicrophone(on: boolean): Promise<void> {
    if (on === (this.#own.microphone.state !== "off")) return;
    await this.#own.set("microphone", on);
  }

  /** What to ask for when joining again. */
  get wantedMedia(): { microphone: boolean; camera: boolean } {
    return this.#own.wanted;
  }

  activeDevice(kind: MediaDeviceKind): string | null {
    return this.#room.activeDevice(kind);
  }

  async chooseDevice(kind: MediaDeviceKind, deviceId: string): Promise<void> {
    try {
      await this.#room.chooseDevice(kind, deviceId);
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      this.#mediaProblem(error.code);
    }
    this.#changed();
  }

  async startSound(): Promise<void> {
    await this.#room.startSound();
  }

  async toggleShare(): Promise<void> {
    if (this.#own.share.state === "on") await this.#own.stopShare();
    else await this.#own.startShare();
  }

  chooseShare(id: string | null): void {
    this.#shares.choose(id);
    this.#changed();
  }

  async setHand(raised: boolean): Promise<void> {
    this.#notices.withdraw("lower-hand");
    await this.#act(() => this.#server.raiseHand(raised));
  }

  async toggleHand(): Promise<void> {
    await this.setHand(this.view().self?.hand === null);
  }

  togglePin(id: ParticipantId): void {
    this.#layout.togglePin(id);
    this.#changed();
  }

  turnPage(by: number): void {
    this.#layout.turnPage(by);
    this.#changed();
    const { page, pages } = this.view().stage;
    this.#speak(sentence("call.said.page", { page: page + 1, pages }));
  }

  resizeStage(size: StageSize): void {
    if (this.#layout.resize(size)) this.#changed();
  }

  /** The tile under the pointer or the focus. */
  holdTile(id: ParticipantId | null): void {
    this.#layout.hold(id);
  }

  setSelfHidden(hidden: boolean): void {
    this.#selfHidden = hidden;
    this.#changed();
  }

  setSelfMirrored(mirrored: boolean): void {
    this.#selfMirrored = mirrored;
    this.#changed();
  }

  openPanel(panel: PanelName | null): void {
    this.#panel = panel;
    this.chat.setOpen(panel === "chat");
    if (panel === "chat") this.#notices.hide("chat");
    if (panel === "people") this.#notices.hide("waiting");
    this.#changed();
  }

  togglePanel(panel: PanelName): void {
    this.openPanel(this.#panel === panel ? null : panel);
  }

  async sendMessage(): Promise<void> {
    await this.chat.send(this.#me?.participant ?? null);
  }

  /** Tells the person that something they asked for is done. */
  tell(words: Sentence): void {
    this.#notices.add({ topic: words.key, words });
    this.#speak(words);
  }

  dismissNotice(id: number): void {
    this.#notices.dismiss(id);
  }

  /** Does what the button of a notice says. */
  async doNotice(id: number, action: NoticeAction): Promise<void> {
    this.#notices.dismiss(id);
    switch (action.kind) {
      case "admit":
        return this.answerWaiting(action.request, (server) => server.admit(action.request));
      case "open-people":
        return this.openPanel("people");
      case "open-chat":
        return this.openPanel("chat");
      case "turn-on-microphone":
        return this.setMicrophone(true);
      case "keep-hand":
        return this.#lowering.keep();
      case "allow-new-guests":
        await this.act((server) => server.allowNewGuests());
    }
  }

  /** Answers a request to enter; its buttons rest meanwhile. */
  async answerWaiting(request: RequestId, answer: (server: CallServer) => Promise<void>): Promise<void> {
    this.#waiting.answering(request, true);
    this.#changed();
    await this.act(answer);
    this.#waiting.answering(request, false);
    this.#changed();
  }

  /** Does an act of a host or of oneself; a refusal becomes a notice. True if it was done. */
  async act(act: (server: CallServer) => Promise<void>): Promise<boolean> {
    return this.#act(() => act(this.#server));
  }

  /** Says who is speaking, for those who cannot see it. */
  sayWhoSpeaks(): void {
    const names = this.view().speakers.map((person) => person.name);
    this.#speak(
      names.length === 0
        ? sentence("call.said.nobody-speaks")
        : sentence("call.said.speaking", { names: names.join(", ") }),
    );
  }

  /** Says microphone, camera, how many people, and for how long. */
  sayState(): void {
    const view = this.view();
    const minutes = view.startedAt === null ? 0 : Math.floor((this.#clock.now() - view.startedAt) / 60_000);
    this.#speak(
      sentence("call.said.state", {
        microphone: view.microphone.state,
        camera: view.camera.state,
        count: view.people.length,
        minutes,
      }),
    );
  }

  /** Says the nth newest message, 1 being the last one. */
  sayMessage(nth: number): void {
    const message = this.chat.newest()[nth - 1];
    this.#speak(
      message === undefined
        ? sentence("call.said.no-message")
        : sentence("call.said.message", { name: message.name, text: message.text }),
    );
  }

  #speak(words: Sentence): void {
    this.#say(politely(words));
  }

  async #connect(address: MediaAddress): Promise<void> {
    this.#mediaUp = false;
    await this.#room.connect(address);
    if (this.#ended !== null) return;
    this.#mediaUp = true;
    this.#openFeed();
    this.#settle();
    void this.#own.restore();
  }

  #openFeed(): void {
    this.#feed?.close();
    this.#server.enter(this.#entry.call);
    this.#feed = new ServerFeed(
      this.#entry.call,
      () => this.#server.state(),
      { onState: (state) => this.#onState(state), onMessage: (message) => this.#onMessage(message) },
      this.#clock,
    );
    this.#feed.refresh();
  }

  #settle(): void {
    if (this.#ended !== null) return;
    if (this.#mediaUp && this.#known) {
      this.#phase = "connected";
      this.#outage.end();
    }
    this.#changed();
  }

  #onMedia(event: MediaEvent): void {
    if (this.#ended !== null) return;
    switch (event.kind) {
      case "changed":
        this.#onMediaChanged();
        break;
      case "server-message":
        this.#feed?.receive(event.bytes);
        break;
      case "interrupted":
        this.#mediaUp = false;
        this.#outage.begin(event.already);
        break;
      case "resumed":
        this.#mediaUp = true;
        this.#feed?.refresh();
        this.#settle();
        break;
      case "disconnected":
        this.#onDisconnected(event.reason);
        break;
      case "muted-by-server":
        this.#onMutedByServer(event.source, null);
        break;
      case "share-ended":
        this.#own.shareEnded();
        break;
      case "device-lost":
        this.#onDeviceLost(event.source, event.replacement);
        break;
      case "level-while-off":
        this.#onLevel(event.level);
        break;
    }
  }

  #onMediaChanged(): void {
    const people = this.#people();
    const { started, stopped } = this.#shares.update(people);
    for (const share of started) if (!share.self) this.#teller.shareStarted(share.name);
    for (const share of stopped) if (!share.self) this.#teller.shareEnded(share.name);
    const self = people.find((person) => person.self);
    this.#lowering.update(self?.hand?.floor ?? false, self?.speaking ?? false);
    this.#changed();
  }

  #onDisconnected(reason: "removed" | "ended" | "moved" | "unknown"): void {
    if (reason === "removed")
      this.#finish(this.#removal?.blocked ? "blocked" : "removed", this.#removal?.by ?? null);
    else if (reason === "ended") this.#finish(this.#endedByMe ? "ended-by-me" : "ended", this.#endingBy);
    else if (reason === "moved") this.#finish("moved", null);
    else if (this.#phase === "connecting") this.#failure = { code: "net-signal", params: {} };
    else {
      this.#mediaUp = false;
      this.#outage.begin();
      void this.#rejoin();
    }
    this.#changed();
  }

  async #rejoin(): Promise<void> {
    const result = await rejoinWithin(
      () => this.#outage.underWay,
      async () => {
        const entry = await this.#server.rejoin();
        if (entry === "waiting") return false;
        this.#entry = entry;
        await this.#connect(entry.media);
        return true;
      },
      this.#clock,
    );
    if (result === "refused" && this.#ended === null) this.#finish("lost", null);
  }

  #onOutageShown(): void {
    this.#phase = "reconnecting";
    this.#teller.connectionLost();
    this.#changed();
  }

  #onOutageOver(shown: boolean): void {
    this.#phase = "connected";
    if (shown) this.#teller.backAgain();
    this.#changed();
  }

  #onState(state: CallState): void {
    const now = this.#clock.now();
    this.#serverOffset = state.serverTime - now;
    this.#startedAt = state.call.startedAt - this.#serverOffset;
    this.#facts = { ...state.room, code: state.room.code ?? this.#code };
    this.#me = state.me;
    this.#newGuestsWait = state.newGuestsWait;
    this.#removed = state.removed;
    this.#roster.replace(state.participants);
    for (const message of this.chat.replace(state.chat.items, state.chat.before, state.me.participant)) {
      this.#teller.message(message, this.#panel === "chat");
    }
    this.#onWaiting(state.lobby, state.waitingCount);
    this.#known = true;
    this.#settle();
    this.#onMediaChanged();
  }

  #onMessage(message: ServerMessage): void {
    switch (message.type) {
      case "participant":
        this.#onParticipant(message.participant);
        break;
      case "left":
        if (this.#roster.get(message.id) !== undefined) this.#teller.left(message, this.#roster.size - 1);
        this.#roster.remove(message.id);
        break;
      case "hands":
        this.#onHands(() => this.#roster.setHands(message.hands));
        break;
      case "floor":
        this.#teller.floor(message.by, this.#own.microphone.state === "on");
        break;
      case "chat":
        this.#onChat(message.message);
        break;
      case "chat-deleted":
        this.chat.markDeleted(message.id);
        break;
      case "muted":
        this.#onMutedByServer(message.source, message.by);
        break;
      case "ask-unmute":
        this.#teller.askedToUnmute(message.by);
        break;
      case "share-stopped":
        void this.#own.stopShare();
        this.#teller.shareStopped(message.by);
        break;
      case "removed":
        this.#removal = { by: message.by, blocked: message.blocked };
        this.#teller.removed(message.by, message.blocked);
        break;
      case "lobby":
        this.#onWaiting(message.waiting, message.count);
        if (message.answered !== null && message.answered.by !== this.#ownName())
          this.#teller.answered(message.answered);
        break;
      case "settings":
        if (message.room.locked !== this.#facts.locked) this.#teller.locked(message.room.locked);
        this.#facts = { ...message.room, code: this.#facts.code };
        break;
      case "host-notice":
        if (message.kind === "new-guests-wait") this.#newGuestsWait = true;
        this.#teller.hostNotice(message);
        break;
      case "ending":
        this.#endingBy = message.by;
        if (!this.#endedByMe) this.#teller.ending(message.by, message.inSeconds);
        break;
      case "other":
        return;
    }
    this.#onMediaChanged();
  }

  #onParticipant(participant: Participant): void {
    const before = this.#roster.get(participant.id);
    this.#onHands(() => this.#roster.put(participant));
    if (before === undefined && participant.id !== this.#me?.participant)
      this.#teller.arrived(participant, this.#roster.size);
    if (participant.id !== this.#me?.participant || before === undefined) return;
    // A new role brings other rights, and what only hosts see.
    if (before.role !== participant.role || before.host !== participant.host) this.#feed?.refresh();
  }

  #onHands(change: () => void): void {
    const self = this.#me?.participant;
    const before = new Map(this.#people().map((person) => [person.id, person.hand?.rank ?? null]));
    change();
    for (const person of this.#people()) {
      const rank = person.hand?.rank ?? null;
      const was = before.get(person.id) ?? null;
      if (person.id === self) {
        if (rank !== null && rank !== was) this.#teller.ownHand(rank);
        if (rank === null && was !== null) {
          this.#notices.withdraw("lower-hand");
          this.#teller.ownHandLowered();
        }
      } else if (rank !== null && was === null && this.#me?.host === true && before.has(person.id)) {
        const participant = this.#roster.get(person.id);
        if (participant !== undefined) this.#teller.handRaised(participant);
      }
    }
  }

  #onChat(message: Parameters<Chat["add"]>[0]): void {
    const self = this.#me?.participant ?? null;
    if (message.participant !== self) this.#teller.message(message, this.#panel === "chat");
    this.chat.add(message, self);
  }

  #onWaiting(people: CallState["lobby"], count: number): void {
    const fresh = this.#waiting.replace(people, count);
    if (people.length === 0 && count > 0 && this.#me?.can.has("admit") !== true)
      this.#teller.waitingWithoutHost(count);
    else this.#teller.waiting(fresh, people, fresh.length > 0 && this.#waiting.mayTell(this.#clock.now()));
    if (this.#panel === "people") this.#notices.hide("waiting");
  }

  #onMutedByServer(source: OwnSourceName, by: string | null): void {
    const wasOn = this.#own[source].state !== "off";
    if (by !== null) this.#teller.muted(source, by);
    else if (wasOn) this.#teller.switchedOff(source);
    this.#hint.reset();
    void this.#own.switchedOff(source);
  }

  #onDeviceLost(source: OwnSourceName, replacement: string | null): void {
    if (replacement !== null) this.#teller.deviceReplaced(source, replacement);
    else {
      this.#own.lost(source);
      this.#mediaProblem("dev-none");
    }
    this.#changed();
  }

  #onLevel(level: number): void {
    if (this.#own.microphone.state !== "off") this.#hint.reset();
    else if (this.#hint.heard(level, this.#clock.now())) this.#teller.talkingWhileOff(this.#microphoneKey);
  }

  async #toggle(name: OwnSourceName): Promise<void> {
    const on = this.#own[name].state === "off";
    if (on) this.#notices.withdraw(name === "microphone" ? "muted-hint" : "muted-camera");
    await this.#own.set(name, on);
    if (this.#own[name].state !== (on ? "on" : "off")) return;
    const words = {
      microphone: ["call.said.microphone-on", "call.said.microphone-off"],
      camera: ["call.said.camera-on", "call.said.camera-off"],
    } as const;
    this.#teller.ownSource(sentence(words[name][on ? 0 : 1]));
  }

  #mediaProblem(code: MediaErrorCode): void {
    this.#teller.problem(code, errorSentence(code, {}));
  }

  async #act(act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      const problem = problemOf(error);
      this.#teller.problem(problem.code, errorSentence(problem.code, problem.params));
      return false;
    }
  }

  #finish(how: Ended["how"], by: string | null): void {
    if (this.#ended !== null) return;
    const others = this.#people().filter((person) => !person.self);
    this.#ended = {
      how,
      by,
      mayRejoin: how === "left" || how === "lost" || how === "removed",
      lasted: this.#clock.now() - this.#since,
      stillIn: how === "ended" || how === "ended-by-me" ? [] : others.map((person) => person.name),
    };
    this.#phase = "left";
    this.#feed?.close();
    this.#outage.close();
    this.#lowering.close();
    this.#cancelStage?.();
    this.#room.close();
    this.#changed();
  }

  #people(): Person[] {
    return this.#roster.people(this.#me?.participant ?? this.#entry.participant, this.#room.snapshot());
  }

  #ownName(): string | null {
    return this.#roster.get(this.#me?.participant ?? this.#entry.participant)?.name ?? null;
  }

  #changed(): void {
    this.#view = null;
    for (const listener of [...this.#listeners]) listener();
  }

  #draw(): CallView {
    const media = this.#room.snapshot();
    const people = this.#people();
    const now = this.#clock.now();
    const stage = this.#layout.view(people, this.#shares.shown, this.#selfHidden, now);
    this.#planStage(now);
    return {
      phase: this.#phase,
      ended: this.#ended,
      failure: this.#failure,
      title: this.#facts.title,
      code: this.#facts.code ?? this.#code,
      locked: this.#facts.locked,
      startedAt: this.#startedAt,
      serverOffset: this.#serverOffset,
      self: people.find((person) => person.self) ?? null,
      host: this.#me?.host ?? false,
      can: this.#me?.can ?? NOTHING,
      people,
      speakers: people.filter((person) => person.speaking),
      programs: media.people.filter((person) => person.program).length,
      stage,
      shares: this.#shares.all,
      chosenShare: this.#shares.chosen,
      waiting: this.#waiting.people,
      waitingCount: this.#waiting.count,
      answering: new Set(
        this.#waiting.people.map((person) => person.id).filter((id) => this.#waiting.isAnswering(id)),
      ),
      hostTools: { newGuestsWait: this.#newGuestsWait, removed: this.#removed },
      chat: this.chat.view(this.#me?.participant ?? null),
      panel: this.#panel,
      microphone: this.#own.microphone,
      camera: this.#own.camera,
      share: this.#own.share,
      soundBlocked: this.#phase !== "connecting" && !media.soundAllowed,
      selfHidden: this.#selfHidden,
      selfMirrored: this.#selfMirrored,
      toasts: this.#notices.toasts,
      notices: this.#notices.all,
    };
  }

  #planStage(now: number): void {
    this.#cancelStage?.();
    const next = this.#ended === null ? this.#layout.nextChange(now) : null;
    this.#cancelStage = next === null ? null : this.#clock.after(next - now, () => this.#changed());
  }
}

const NOTHING: ReadonlySet<string> = new Set();

function problemOf(error: unknown): { code: string; params: Params } {
  if (error instanceof Problem) return { code: error.code, params: error.params };
  if (error instanceof MediaError) return { code: error.code, params: {} };
  throw error;
}

function ignoreProblem(error: unknown): void {
  if (!(error instanceof Problem)) throw error;
}
