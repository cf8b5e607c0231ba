import { CallCaptions } from "../captions/call-captions.ts";
import { CaptionWords } from "../captions/caption-words.ts";
import { Chat } from "../chat/chat.ts";
import { CallRecording } from "../recordings/call/call-recording.ts";
import { mustStaySilent } from "../recordings/call/recording.ts";
import { type RecordingSound, RecordingWords } from "../recordings/call/recording-words.ts";
import { Shares } from "../shares/shares.ts";
import type { Clock } from "../ui/clock.ts";
import type { CallServer, Entry } from "./call-server.ts";
import type { CallView, Ended, PanelName } from "./call-view.ts";
import { Connection } from "./connection.ts";
import { DataSaver } from "./data-saver.ts";
import { HandLowering } from "./hand-lowering.ts";
import type { ParticipantId, RequestId } from "./identity.ts";
import type { DisconnectReason, MediaEvent, MediaPerson, MediaRoom } from "./media-room.ts";
import { Meeting } from "./meeting.ts";
import { type NoticeAction, Notices } from "./notices.ts";
import { OwnDevices } from "./own-devices.ts";
import { ignoreProblem, problemOf } from "./problem-of.ts";
import type { Person } from "./roster.ts";
import { politely, type Say } from "./say.ts";
import { errorSentence, type Sentence, sentence } from "./sentence.ts";
import { Teller } from "./server-words.ts";
import { howItStands, messageRead, whoSpeaks } from "./spoken-answers.ts";
import { StageLayout } from "./stage.ts";
import type { StageSize } from "./stage-shape.ts";

export interface CallOptions {
  readonly code: string;
  readonly microphone: boolean;
  readonly camera: boolean;
  /** Joined here too from a second device: others are not heard until *Turn on sound*. */
  readonly soundOff?: boolean;
  readonly server: CallServer;
  readonly room: MediaRoom;
  readonly clock: Clock;
  /** The keys that turn the microphone on, as they are written on this system: "Ctrl+D". */
  readonly microphoneKey: string;
  /** Where this device keeps its choices. */
  readonly storage: Pick<Storage, "getItem" | "setItem">;
  /** Speaks to those who cannot see. */
  readonly say: Say;
  readonly playSound: (sound: RecordingSound) => void;
  /** A fresh random text for each message that is sent. */
  readonly newNonce: () => string;
}

/**
 * One participant's presence in one call, without a browser: takes what the media engine and the server tell,
 * gives one immutable view of everything on screen. Views call its methods and draw what `view` says.
 */
export class CallModel {
  readonly chat: Chat;
  readonly recording: CallRecording;
  readonly captions: CallCaptions;
  readonly saver: DataSaver;
  readonly #server: CallServer;
  readonly #room: MediaRoom;
  readonly #clock: Clock;
  readonly #code: string;
  readonly #shares = new Shares();
  readonly #layout = new StageLayout();
  readonly #notices: Notices;
  readonly #say: Say;
  readonly #teller: Teller;
  readonly #connection: Connection;
  readonly #meeting: Meeting;
  readonly #own: OwnDevices;
  readonly #lowering: HandLowering;
  readonly #listeners = new Set<() => void>();
  readonly #stopListening: () => void;
  #ended: Ended | null = null;
  #failure: CallView["failure"] = null;
  #since: number;
  #soundOff: boolean;
  #panel: PanelName | null = null;
  #selfHidden = false;
  #selfMirrored = true;
  #cancelStage: (() => void) | null = null;
  #view: CallView | null = null;

  constructor(entry: Entry, options: CallOptions) {
    this.#server = options.server;
    this.#room = options.room;
    this.#clock = options.clock;
    this.#code = options.code;
    this.#since = options.clock.now();
    this.#soundOff = options.soundOff ?? false;
    const changed = () => this.#changed();
    this.#notices = new Notices(this.#clock, changed);
    this.#say = options.say;
    this.#teller = new Teller(this.#notices, this.#say);
    this.saver = new DataSaver({
      storage: options.storage,
      say: this.#say,
      limit: (limit) => this.#room.limitPictures(limit),
      changed,
    });
    this.#own = new OwnDevices({
      room: this.#room,
      clock: this.#clock,
      notices: this.#notices,
      teller: this.#teller,
      say: this.#say,
      microphoneKey: options.microphoneKey,
      wanted: options,
      recording: () => this.recording.view.now,
      changed,
    });
    this.chat = new Chat(this.#server, options.newNonce, problemOf, changed);
    const attempt = (act: (server: CallServer) => Promise<void>) => this.act(act);
    const recordingWords = new RecordingWords(this.#notices, this.#say, options.playSound);
    this.recording = new CallRecording(attempt, recordingWords, changed);
    this.captions = new CallCaptions({
      clock: this.#clock,
      teller: new CaptionWords(this.#notices, this.#say),
      attempt,
      serverNow: () => this.#clock.now() + this.#meeting.serverOffset,
      self: () => this.#meeting.me?.participant ?? null,
      changed,
    });
    this.#meeting = new Meeting(options.code, {
      chat: this.chat,
      recording: this.recording,
      captions: this.captions,
      teller: this.#teller,
      clock: this.#clock,
      snapshot: () => this.#room.snapshot(),
      chatIsOpen: () => this.#panel === "chat",
      microphoneIsOn: () => this.#own.microphone.state === "on",
      refresh: () => this.#connection.refresh(),
      switchedOff: (source, by) => this.#own.switchedOff(source, by),
      shareStopped: () => void this.#own.stopShare(),
    });
    this.#connection = new Connection(entry, this.#server, this.#room, this.#clock, {
      onState: (state) => this.#onServer(() => this.#meeting.take(state)),
      onMessage: (message) => this.#onServer(() => this.#meeting.hear(message)),
      onFresh: () => {
        void this.#own.restore();
        void this.captions.connectedAnew();
      },
      onLost: () => this.#teller.connectionLost(),
      onBack: (told) => told && this.#teller.backAgain(),
      onGivenUp: () => this.#finish("lost", null),
      onChanged: changed,
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

  /** Connects, once. */
  async start(): Promise<void> {
    await this.#attempt(() => this.#connection.open());
  }

  /** After a failure: the first token may be spent, so it joins again. */
  async tryAgain(): Promise<void> {
    await this.#attempt(async () => {
      if (!(await this.#connection.reopen())) this.#finish("lost", null);
    });
  }

  /** Leaves for good. The view then says *left*. */
  async leave(): Promise<void> {
    this.#finish("left", null);
    await this.#server.leave().catch(ignoreProblem);
  }

  /** Ends the call for everybody. */
  async endForAll(): Promise<void> {
    this.#meeting.endedByMe = true;
    const done = await this.act((server) => server.end());
    if (!done) this.#meeting.endedByMe = false;
  }

  /** The page goes away: releases everything, tells nobody. */
  close(): void {
    this.#stopListening();
    this.#room.close();
    this.#connection.close();
    this.#lowering.close();
    this.captions.close();
    this.#notices.close();
    this.#cancelStage?.();
    this.#listeners.clear();
  }

  async toggleMicrophone(): Promise<void> {
    await this.#own.toggle("microphone");
  }

  async toggleCamera(): Promise<void> {
    await this.#own.toggle("camera");
  }

  /** Holds the microphone open or shuts it: push to talk. */
  async setMicrophone(on: boolean): Promise<void> {
    await this.#own.setMicrophone(on);
  }

  /** What to ask for when joining again. */
  get wantedMedia(): { microphone: boolean; camera: boolean } {
    return this.#own.wanted;
  }

  activeDevice(kind: MediaDeviceKind): string | null {
    return this.#own.active(kind);
  }

  async chooseDevice(kind: MediaDeviceKind, deviceId: string): Promise<void> {
    await this.#own.choose(kind, deviceId);
  }

  /** Lets others be heard: after the browser refused, or when one came in here too without sound. */
  async startSound(): Promise<void> {
    this.#soundOff = false;
    this.#changed();
    await this.#room.startSound();
  }

  async toggleShare(): Promise<void> {
    await this.#own.toggleShare();
  }

  chooseShare(id: string | null): void {
    this.#shares.choose(id);
    this.#changed();
  }

  async setHand(raised: boolean): Promise<void> {
    this.#notices.withdraw("lower-hand");
    await this.act((server) => server.raiseHand(raised));
  }

  async toggleHand(): Promise<void> {
    await this.setHand(this.view().self?.hand === null);
  }

  togglePin(id: ParticipantId): void {
    this.#layout.togglePin(id);
    this.#savePictures(this.#people());
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

  /** Switches captions on or off for me, or says why there are none. */
  async toggleCaptions(): Promise<void> {
    const { facts } = this.captions.view;
    if (facts.possible || facts.mine) await this.captions.toggle();
    else this.tell(sentence(`captions.why-not.${facts.whyNot ?? "policy"}`));
  }

  async sendMessage(): Promise<void> {
    await this.chat.send(this.#meeting.me?.participant ?? null);
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
        break;
      case "start-recording":
      case "open-recording":
        return this.openPanel("recording");
      case "type-captions":
        this.openPanel("captions");
    }
  }

  /** Answers a request to enter; its buttons rest meanwhile. */
  async answerWaiting(request: RequestId, answer: (server: CallServer) => Promise<void>): Promise<void> {
    this.#meeting.waiting.answering(request, true);
    this.#changed();
    await this.act(answer);
    this.#meeting.waiting.answering(request, false);
    this.#changed();
  }

  /** Does an act of a host or of oneself; a refusal becomes a notice. True if it was done. */
  async act(act: (server: CallServer) => Promise<void>): Promise<boolean> {
    try {
      await act(this.#server);
      return true;
    } catch (error) {
      const problem = problemOf(error);
      this.#teller.problem(problem.code, errorSentence(problem.code, problem.params));
      return false;
    }
  }

  /** Says who is speaking, for those who cannot see it. */
  sayWhoSpeaks(): void {
    this.#speak(whoSpeaks(this.view()));
  }

  /** Says microphone, camera, how many people, and for how long. */
  sayState(): void {
    this.#speak(howItStands(this.view(), this.#clock.now()));
  }

  /** Says the nth newest message, 1 being the last one. */
  sayMessage(nth: number): void {
    this.#speak(messageRead(this.chat.newest()[nth - 1]));
  }

  #speak(words: Sentence): void {
    this.#say(politely(words));
  }

  #onMedia(event: MediaEvent): void {
    if (this.#ended !== null) return;
    switch (event.kind) {
      case "changed":
        this.#onMediaChanged();
        break;
      case "server-message":
        this.#connection.receive(event.bytes);
        break;
      case "interrupted":
        this.#connection.interrupted(event.already);
        break;
      case "resumed":
        this.#connection.resumed();
        break;
      case "disconnected":
        this.#onDisconnected(event.reason);
        break;
      case "muted-by-server":
        this.#own.mutedByServer(event.source);
        break;
      case "share-ended":
        this.#own.shareEnded();
        break;
      case "device-lost":
        this.#own.lost(event.source, event.replacement);
        break;
      case "transcription":
        this.captions.transcribed(event.words);
        break;
      case "level-while-off":
        this.#own.heardWhileOff(event.level);
        break;
    }
  }

  #onMediaChanged(): void {
    const people = this.#people();
    const { started, stopped } = this.#shares.update(people);
    for (const share of started) if (!share.self) this.#teller.shareStarted(share.name);
    for (const share of stopped) if (!share.self) this.#teller.shareEnded(share.name);
    const self = people.find((person) => person.self);
    this.captions.listenTo(people);
    this.#savePictures(people);
    this.#lowering.update(self?.hand?.floor ?? false, self?.speaking ?? false);
    this.#changed();
  }

  #savePictures(people: readonly Person[]): void {
    this.saver.update(people, (id) => this.#layout.isPinned(id));
  }

  #onServer(take: () => void): void {
    const before = mustStaySilent(this.recording.view.now);
    take();
    if (!before && mustStaySilent(this.recording.view.now)) this.#own.silence();
    // The panel shows who waits: no toast is needed.
    if (this.#panel === "people") this.#notices.hide("waiting");
    this.#onMediaChanged();
  }

  #onDisconnected(reason: DisconnectReason): void {
    const { removal, moved, endingBy, endedByMe } = this.#meeting;
    if (reason === "removed" && removal === null && moved) this.#finish("moved", null);
    else if (reason === "removed")
      this.#finish(removal?.blocked ? "blocked" : "removed", removal?.by ?? null);
    else if (reason === "ended") this.#finish(endedByMe ? "ended-by-me" : "ended", endingBy);
    else if (reason === "moved") this.#finish("moved", null);
    else if (this.#connection.phase === "connecting") this.#failure = { code: "net-signal", params: {} };
    else void this.#connection.mend();
    this.#changed();
  }

  /** A first connection, and what went wrong with it. */
  async #attempt(connect: () => Promise<void>): Promise<void> {
    this.#failure = null;
    this.#changed();
    try {
      await connect();
    } catch (error) {
      this.#failure = problemOf(error);
      this.#changed();
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
    this.#connection.close();
    this.#lowering.close();
    this.#cancelStage?.();
    this.#room.close();
    this.#changed();
  }

  #people(): Person[] {
    return this.#meeting.people(this.#connection.participant);
  }

  #changed(): void {
    this.#view = null;
    for (const listener of [...this.#listeners]) listener();
  }

  #draw(): CallView {
    const media = this.#room.snapshot();
    const { facts, me, waiting, newGuestsWait, removed, startedAt, serverOffset } = this.#meeting;
    const { phase } = this.#connection;
    const people = this.#people();
    const now = this.#clock.now();
    const saver = this.saver.view;
    const shown = saver.shares ? this.#shares.shown : [];
    const stage = this.#layout.view(people, shown, this.#selfHidden, now);
    this.#planStage(now);
    return {
      phase,
      ended: this.#ended,
      failure: this.#failure,
      title: facts.title,
      code: facts.code ?? this.#code,
      locked: facts.locked,
      startedAt,
      serverOffset,
      self: people.find((person) => person.self) ?? null,
      host: me?.host ?? false,
      can: me?.can ?? NOTHING,
      people,
      speakers: people.filter((person) => person.speaking),
      programs: media.people.filter((person) => this.#isUnnamedProgram(person)).length,
      stage,
      shares: this.#shares.all,
      chosenShare: this.#shares.chosen,
      waiting: waiting.people,
      waitingCount: waiting.count,
      answering: waiting.answered,
      hostTools: { newGuestsWait, removed },
      chat: this.chat.view(me?.participant ?? null),
      recording: this.recording.view,
      captions: this.captions.view,
      saver,
      silenced: mustStaySilent(this.recording.view.now),
      panel: this.#panel,
      microphone: this.#own.microphone,
      camera: this.#own.camera,
      share: this.#own.share,
      soundBlocked: phase !== "connecting" && (this.#soundOff || !media.soundAllowed),
      soundOff: this.#soundOff,
      selfHidden: this.#selfHidden,
      selfMirrored: this.#selfMirrored,
      toasts: this.#notices.toasts,
      notices: this.#notices.all,
    };
  }

  /** The recorder and the captioner have marks of their own, from the server's word. */
  #isUnnamedProgram({ program, identity }: MediaPerson): boolean {
    if (program === "recorder") return this.recording.view.now === null;
    return program !== null && identity !== this.captions.view.facts.captioner;
  }

  #planStage(now: number): void {
    this.#cancelStage?.();
    const next = this.#ended === null ? this.#layout.nextChange(now) : null;
    this.#cancelStage = next === null ? null : this.#clock.after(next - now, () => this.#changed());
  }
}

const NOTHING: ReadonlySet<string> = new Set();
