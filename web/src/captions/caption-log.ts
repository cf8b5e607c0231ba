import type { ParticipantId } from "../call/identity.ts";
import { MOST_CAPTIONS, type PastCaption } from "./captions.ts";

/** A line in another language, made by a machine. */
export interface CaptionTranslation {
  readonly text: string;
  readonly language: string;
}

/** A speaker's stretch of speech on screen. */
export interface CaptionLine {
  readonly id: string;
  /** Null when a captioner has named nobody. */
  readonly participant: ParticipantId | null;
  readonly name: string;
  /** 0 to 7; each speaker keeps theirs for the call. */
  readonly colour: number;
  readonly text: string;
  /** A person wrote it, not the recogniser. */
  readonly typed: boolean;
  readonly language: string | null;
  /** In the language that this reader chose, once it has come. */
  readonly translation: CaptionTranslation | null;
  /** May still change. */
  readonly interim: boolean;
  /** When it last changed, on the page's clock; null for what was said before captions were on here. */
  readonly changedAt: number | null;
  /** When it was first heard, in milliseconds since 1970. */
  readonly at: number;
}

const COLOURS = 8;

/** Everything that was said and captioned, oldest first: a correction takes the place of what it corrects. */
export class CaptionLog {
  #lines: readonly CaptionLine[] = [];
  readonly #colours = new Map<ParticipantId | null, number>();

  get lines(): readonly CaptionLine[] {
    return this.#lines;
  }

  /** Puts a segment in, or in place of what was there under its id. A final text is never undone by a late interim one. */
  put(line: Omit<CaptionLine, "colour" | "translation">): void {
    const before = this.#lines.find(({ id }) => id === line.id);
    if (
      before !== undefined &&
      ((before.participant !== line.participant && !(before.typed && line.typed)) ||
        (line.interim && !before.interim))
    )
      return;
    if (line.text === "") {
      if (!line.interim) this.#lines = this.#lines.filter(({ id }) => id !== line.id);
      return;
    }
    const put = {
      ...line,
      at: before?.at ?? line.at,
      colour: this.#colourOf(line.participant),
      translation: before?.text === line.text ? before.translation : null,
    };
    this.#lines =
      before === undefined
        ? [...this.#lines, put].slice(-MOST_CAPTIONS)
        : this.#lines.map((other) => (other.id === put.id ? put : other));
  }

  /** Adds what was said before captions were on here. What is known already stays as it is. */
  merge(history: readonly PastCaption[]): void {
    const known = new Set(this.#lines.map(({ id }) => id));
    const past = history
      .filter(({ id, text }) => !known.has(id) && text !== "")
      .map((caption) => ({
        ...caption,
        colour: this.#colourOf(caption.participant),
        translation: null,
        interim: false,
        changedAt: null,
      }));
    this.#lines = [...past, ...this.#lines].sort((one, other) => one.at - other.at).slice(-MOST_CAPTIONS);
  }

  /** Puts a line in another language beside it. Only the speaker's own lines; one that is not there stays away. */
  translate(id: string, participant: ParticipantId, translation: CaptionTranslation, now: number): void {
    this.#lines = this.#lines.map((line) =>
      line.id === id && line.participant === participant && !line.typed
        ? { ...line, translation, changedAt: now }
        : line,
    );
  }

  /** Shows lines as they were said again. */
  dropTranslations(): void {
    this.#lines = this.#lines.map((line) => ({ ...line, translation: null }));
  }

  /** Takes out what may still change: after a gap nobody may say how it ended. */
  dropInterim(): void {
    this.#lines = this.#lines.filter(({ interim }) => !interim);
  }

  #colourOf(participant: ParticipantId | null): number {
    const colour = this.#colours.get(participant) ?? this.#colours.size % COLOURS;
    this.#colours.set(participant, colour);
    return colour;
  }
}
