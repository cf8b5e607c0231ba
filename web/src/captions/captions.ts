import type { MediaIdentity, ParticipantId } from "../call/identity.ts";
import { fields, flag, list, oneOf, orNull, text, textOrNull, time } from "../call/reading.ts";

/** The captions of a call as the server tells them (docs/recording.md, section 4). */
export interface CaptionsInCall {
  readonly policy: "on-request" | "always" | "never";
  readonly possible: boolean;
  readonly whyNot: "speech-missing" | "policy" | null;
  readonly state: "off" | "starting" | "on" | "late" | "failed";
  /** This reader asked for them. */
  readonly mine: boolean;
  /** The only participant whose captions are believed. */
  readonly captioner: MediaIdentity | null;
  /** Spoken in the meeting; null: found out from what is said. */
  readonly language: string | null;
  /** Spoken by this reader; null: as the meeting. */
  readonly ownLanguage: string | null;
  /** Languages that can be chosen. */
  readonly languages: readonly string[];
  /** Languages in which captions can be read, whatever is spoken; none: nothing translates here. */
  readonly translations: readonly string[];
  /** In which this reader reads them; null: as they are said. */
  readonly translateTo: string | null;
  readonly engine: string;
  /** People whom a host lets type captions. */
  readonly captioners: readonly ParticipantId[];
}

/** A message leaves what only this reader chose as it was. */
export type CaptionsTold = Omit<CaptionsInCall, "ownLanguage" | "translateTo"> & {
  readonly ownLanguage: string | null | undefined;
  readonly translateTo: string | null | undefined;
};

const WHY_NOT = ["speech-missing", "policy"] as const;

/** A stretch of speech as the history gives it. Times are milliseconds since 1970. */
export interface PastCaption {
  readonly id: string;
  /** Who said it; null when a captioner has named nobody. */
  readonly participant: ParticipantId | null;
  readonly name: string;
  /** A person wrote it, not the recogniser. */
  readonly typed: boolean;
  readonly text: string;
  readonly language: string | null;
  readonly at: number;
}

/** What a text stream on `lk.transcription` says, whoever sent it. */
export interface Transcription {
  readonly sender: MediaIdentity;
  readonly segment: string;
  /** The sound it was heard in: its owner is the speaker, never the sender. */
  readonly track: string;
  readonly final: boolean;
  readonly language: string | null;
  readonly text: string;
  /** The segment of which this is the text in another language; without words, there will be none. */
  readonly translationOf: string | null;
}

/** Longest text of one segment that is shown; a longer one is cut. */
export const LONGEST_CAPTION = 2_000;
/** Segments that the history of a call has at most. */
export const MOST_CAPTIONS = 3_000;

/** Longest line that a captioner types. */
export const LONGEST_TYPED = 500;

export const NO_CAPTIONS: CaptionsInCall = {
  policy: "never",
  possible: false,
  whyNot: "speech-missing",
  state: "off",
  mine: false,
  captioner: null,
  language: null,
  ownLanguage: null,
  languages: [],
  translations: [],
  translateTo: null,
  engine: "",
  captioners: [],
};

/** Throws `Unreadable`. */
export function readCaptions(value: unknown): CaptionsTold {
  const captions = fields(value);
  return {
    policy: oneOf(captions.policy, ["on-request", "always", "never"]),
    possible: captions.possible === true,
    whyNot: orNull(captions.why_not, (why) => oneOf(why, WHY_NOT)),
    state: oneOf(captions.state, ["off", "starting", "on", "late", "failed"]),
    mine: flag(captions.mine),
    captioner: textOrNull(captions.captioner) as MediaIdentity | null,
    language: textOrNull(captions.language, 16),
    ownLanguage: captions.own_language === undefined ? undefined : textOrNull(captions.own_language, 16),
    languages: list(captions.languages ?? [], (code) => text(code, 16), 200),
    translations: list(captions.translations ?? [], (code) => text(code, 16), 200),
    translateTo: captions.translate_to === undefined ? undefined : textOrNull(captions.translate_to, 16),
    engine: textOrNull(captions.engine) ?? "",
    captioners: list(captions.captioners ?? [], (id) => text(id) as ParticipantId, 1_000),
  };
}

/** Reads the answer of `GET calls/{id}/captions/history`. Throws `Unreadable`. */
export function readHistory(value: unknown): PastCaption[] {
  return list(fields(value).segments, readPast, MOST_CAPTIONS);
}

/** Reads the data of `visio.caption`, a line that a captioner typed. Throws `Unreadable`. */
export function readTyped(value: unknown): PastCaption {
  const line = fields(value);
  return readPast({ ...line, id: line.segment, typed: true });
}

/** Reads one line as the history and `POST calls/{id}/captions/typed` give it. Throws `Unreadable`. */
export function readPast(value: unknown): PastCaption {
  const past = fields(value);
  return {
    id: text(past.id),
    participant: textOrNull(past.participant) as ParticipantId | null,
    name: text(past.name, 120),
    typed: past.typed === true,
    text: text(past.text, 20_000).slice(0, LONGEST_CAPTION),
    language: textOrNull(past.language, 16),
    at: time(past.at),
  };
}

/** Reads a text stream by its attributes; null when it is no caption. */
export function readTranscription(
  sender: MediaIdentity,
  attributes: Readonly<Record<string, string>>,
  words: string,
): Transcription | null {
  const segment = attributes["lk.segment_id"] ?? "";
  const track = attributes["lk.transcribed_track_id"] ?? "";
  const original = attributes["visio.translation_of"] ?? "";
  if (segment === "" || track === "" || segment.length > 256 || original.length > 256) return null;
  const language = attributes["visio.language"] ?? "";
  return {
    sender,
    segment,
    track,
    final: attributes["lk.transcription_final"] === "true",
    language: /^[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/u.test(language) ? language : null,
    text: words.slice(0, LONGEST_CAPTION).trim(),
    translationOf: original === "" ? null : original,
  };
}
