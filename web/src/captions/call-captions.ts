import type { ParticipantId } from "../call/identity.ts";
import type { Person } from "../call/roster.ts";
import type { Clock } from "../ui/clock.ts";
import { type CaptionLine, CaptionLog } from "./caption-log.ts";
import {
  type CaptionsInCall,
  type CaptionsTold,
  NO_CAPTIONS,
  type PastCaption,
  type Transcription,
} from "./captions.ts";
import { TypedCaptions, type TypingServer, type TypingView } from "./typed-captions.ts";

/** A line that has not changed for this time leaves the picture; it stays in the history. */
export const LINGER_MS = 8_000;
/** Sounds whose speaker is remembered: words may arrive after a track has gone. */
const MOST_TRACKS = 2_000;

/** The acts of captions in a call. Each rejects with `Problem`. */
export interface CaptionsServer extends TypingServer {
  setCaptions(on: boolean): Promise<void>;
  setOwnLanguage(language: string | null): Promise<void>;
  setTranslation(language: string | null): Promise<void>;
  captionHistory(): Promise<PastCaption[]>;
}

export interface CaptionsTeller {
  captionsOn(): void;
  captionsOff(): void;
  captionsLate(): void;
  captionsFailed(): void;
  /** A host lets me type captions, or no longer. */
  captioner(captioner: boolean, by: string): void;
}

export interface CaptionsView {
  readonly facts: CaptionsInCall;
  /** They are drawn here. */
  readonly shown: boolean;
  readonly busy: boolean;
  /** What was said just now, oldest first. */
  readonly lines: readonly CaptionLine[];
  /** All of it, oldest first. */
  readonly log: readonly CaptionLine[];
  /** The history could not be fetched. */
  readonly historyMissing: boolean;
  /** The last line that was to be translated could not be: it is shown as it was said. */
  readonly untranslated: boolean;
  /** What I type as the captioner; null when I am none, or where no captions may be. */
  readonly typing: TypingView | null;
}

type Attempt = (act: (server: CaptionsServer) => Promise<void>) => Promise<boolean>;

interface Around {
  readonly clock: Clock;
  readonly teller: CaptionsTeller;
  readonly attempt: Attempt;
  /** Milliseconds since 1970 by the server's clock. */
  serverNow(): number;
  self(): ParticipantId | null;
  changed(): void;
}

/** Captions as this person sees them: whether they are on, and who said what. */
export class CallCaptions {
  readonly #log = new CaptionLog();
  readonly typed: TypedCaptions;
  readonly #speakers = new Map<string, { readonly id: ParticipantId; readonly name: string }>();
  #facts: CaptionsInCall = NO_CAPTIONS;
  #busy = false;
  #historyMissing = false;
  #untranslated = false;
  #cancel: (() => void) | null = null;
  #known = false;

  constructor(private readonly around: Around) {
    this.typed = new TypedCaptions(around.attempt, () => around.changed());
  }

  get view(): CaptionsView {
    const oldest = this.around.clock.now() - LINGER_MS;
    const log = this.#log.lines;
    return {
      facts: this.#facts,
      shown: this.#facts.mine,
      busy: this.#busy,
      lines: this.#facts.mine ? log.filter(({ changedAt }) => changedAt !== null && changedAt > oldest) : [],
      log: this.#facts.mine ? log : [],
      historyMissing: this.#historyMissing,
      untranslated: this.#facts.mine && this.#facts.translateTo !== null && this.#untranslated,
      typing: this.#mayType ? this.typed.view : null,
    };
  }

  /** The server's word. */
  hear(told: CaptionsTold): void {
    const before = this.#facts;
    const ownLanguage = told.ownLanguage === undefined ? before.ownLanguage : told.ownLanguage;
    const translateTo = told.translateTo === undefined ? before.translateTo : told.translateTo;
    const facts: CaptionsInCall = { ...told, ownLanguage, translateTo };
    this.#facts = facts;
    const { teller } = this.around;
    if (facts.mine && !before.mine) void this.fetchHistory();
    if (!facts.mine) this.#historyMissing = false;
    if (this.#known && facts.mine !== before.mine) facts.mine ? teller.captionsOn() : teller.captionsOff();
    if (facts.mine && facts.state !== before.state) {
      if (facts.state === "late") teller.captionsLate();
      if (facts.state === "failed") teller.captionsFailed();
    }
    this.#known = true;
  }

  /** Remembers whose sound is whose. */
  listenTo(people: readonly Person[]): void {
    for (const { id, name, tracks } of people) {
      for (const track of tracks) {
        this.#speakers.delete(track);
        this.#speakers.set(track, { id, name });
      }
    }
    for (const oldest of this.#speakers.keys()) {
      if (this.#speakers.size <= MOST_TRACKS) break;
      this.#speakers.delete(oldest);
    }
  }

  /**
   * Takes words from the media engine. Only those of the captioner that the server names count, and they are said by
   * the owner of the sound they were heard in: nobody can put words in another's mouth.
   */
  transcribed(words: Transcription): void {
    const speaker = this.#speakers.get(words.track);
    if (!this.#facts.mine || words.sender !== this.#facts.captioner || speaker === undefined) return;
    if (words.translationOf !== null) {
      this.#translated(words, words.translationOf, speaker.id);
      return;
    }
    this.#put({
      id: words.segment,
      participant: speaker.id,
      name: speaker.name,
      typed: false,
      text: words.text,
      language: words.language,
      interim: !words.final,
      at: this.around.serverNow(),
    });
  }

  /** Takes a line that a captioner typed, or its correction: the server's word. */
  wasTyped(line: PastCaption): void {
    if (this.#facts.mine) this.#put({ ...line, interim: false });
  }

  /** Only what this reader chose: another language may still be under way. */
  #translated({ text, language }: Transcription, of: string, speaker: ParticipantId): void {
    if (language === null || language !== this.#facts.translateTo) return;
    this.#untranslated = text === "";
    if (text !== "") this.#log.translate(of, speaker, { text, language }, this.around.clock.now());
    this.#linger();
  }

  #put(line: Omit<CaptionLine, "colour" | "changedAt" | "translation">): void {
    this.#log.put({ ...line, changedAt: this.around.clock.now() });
    this.#linger();
  }

  #linger(): void {
    this.#cancel?.();
    this.#cancel = this.around.clock.after(LINGER_MS, () => this.around.changed());
    this.around.changed();
  }

  /** A new media connection: what was said while there was none is in the history, also the end of what was begun. */
  async connectedAnew(): Promise<void> {
    if (!this.#facts.mine) return;
    this.#log.dropInterim();
    await this.fetchHistory();
  }

  /** A host has made me the captioner, or no longer. */
  chosen(captioner: boolean, by: string): void {
    this.around.teller.captioner(captioner, by);
  }

  async toggle(): Promise<void> {
    const on = !this.#facts.mine;
    if (on && !this.#facts.possible) return;
    await this.#act((server) => server.setCaptions(on));
  }

  /** After they failed: wishing for them again starts them again. */
  async tryAgain(): Promise<void> {
    await this.#act((server) => server.setCaptions(true));
  }

  async setOwnLanguage(language: string | null): Promise<boolean> {
    const done = await this.#act((server) => server.setOwnLanguage(language));
    if (done) this.#chose({ ownLanguage: language });
    return done;
  }

  /** The language in which I read what is said from now on; null: as it is said. */
  async setTranslation(language: string | null): Promise<boolean> {
    const done = await this.#act((server) => server.setTranslation(language));
    if (!done) return false;
    this.#untranslated = false;
    this.#log.dropTranslations();
    this.#chose({ translateTo: language });
    return true;
  }

  /** What only I chose is in no message to everybody. */
  #chose(choice: Partial<CaptionsInCall>): void {
    this.#facts = { ...this.#facts, ...choice };
    this.around.changed();
  }

  close(): void {
    this.#cancel?.();
  }

  /** What was said before captions were on here. */
  async fetchHistory(): Promise<void> {
    let history: PastCaption[] = [];
    this.#historyMissing = !(await this.around.attempt(async (server) => {
      history = await server.captionHistory();
    }));
    this.#log.merge(history);
    this.around.changed();
  }

  get #mayType(): boolean {
    const self = this.around.self();
    return self !== null && this.#facts.policy !== "never" && this.#facts.captioners.includes(self);
  }

  async #act(act: (server: CaptionsServer) => Promise<void>): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    this.around.changed();
    try {
      return await this.around.attempt(act);
    } finally {
      this.#busy = false;
      this.around.changed();
    }
  }
}
