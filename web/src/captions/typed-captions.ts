import type { ParticipantId } from "../call/identity.ts";
import { LONGEST_TYPED, type PastCaption } from "./captions.ts";

/** Each rejects with `Problem`. */
export interface TypingServer {
  /** @param segment the earlier line that this text replaces */
  typeCaption(text: string, speaker: ParticipantId | null, segment: string | null): Promise<PastCaption>;
}

export interface TypingView {
  readonly draft: string;
  /** Who says what is typed; null: nobody is named. */
  readonly speaker: ParticipantId | null;
  /** The draft is to replace the last line. */
  readonly correcting: boolean;
  /** The last line that was sent, to be corrected. */
  readonly last: string | null;
}

type Attempt = (act: (server: TypingServer) => Promise<void>) => Promise<boolean>;

/** What a captioner types: one line after the other, in the order of typing, the last one open to correction. */
export class TypedCaptions {
  #draft = "";
  #speaker: ParticipantId | null = null;
  #last: PastCaption | null = null;
  #correcting: PastCaption | null = null;
  #sending: Promise<void> = Promise.resolve();
  /** Lines on their way. */
  #underWay = 0;

  constructor(
    private readonly attempt: Attempt,
    private readonly changed: () => void,
  ) {}

  get view(): TypingView {
    return {
      draft: this.#draft,
      speaker: this.#speaker,
      correcting: this.#correcting !== null,
      last: this.#last?.text ?? null,
    };
  }

  write(text: string): void {
    this.#draft = text.slice(0, LONGEST_TYPED);
    this.changed();
  }

  setSpeaker(speaker: ParticipantId | null): void {
    this.#speaker = speaker;
    this.changed();
  }

  /**
   * Brings the last line back, to be sent again in its place. False when there is none, a line is begun, or the last
   * one is still on its way: the one before it is not the last.
   */
  correctLast(): boolean {
    if (this.#last === null || this.#draft !== "" || this.#underWay > 0) return false;
    this.#correcting = this.#last;
    this.#draft = this.#last.text;
    this.#speaker = this.#last.participant;
    this.changed();
    return true;
  }

  /** The last line stays as it is. */
  stopCorrecting(): void {
    this.#correcting = null;
    this.#draft = "";
    this.changed();
  }

  /** Sends the line and makes room for the next at once. What is refused comes back, before what was typed since. */
  send(): Promise<void> {
    const text = this.#draft.trim();
    if (text === "") return this.#sending;
    const [speaker, correcting] = [this.#speaker, this.#correcting];
    this.#draft = "";
    this.#correcting = null;
    this.#underWay += 1;
    this.#sending = this.#sending.catch(() => undefined).then(() => this.#send(text, speaker, correcting));
    this.changed();
    return this.#sending;
  }

  async #send(text: string, speaker: ParticipantId | null, correcting: PastCaption | null): Promise<void> {
    const done = await this.attempt(async (server) => {
      this.#last = await server.typeCaption(text, speaker, correcting?.id ?? null);
    });
    this.#underWay -= 1;
    if (!done) this.#bringBack(text, correcting);
    this.changed();
  }

  #bringBack(text: string, correcting: PastCaption | null): void {
    // A refused correction still replaces its line: as a new one it would stand there twice.
    this.#correcting = correcting ?? this.#correcting;
    this.#draft = `${text} ${this.#draft}`.trim().slice(0, LONGEST_TYPED);
  }
}
