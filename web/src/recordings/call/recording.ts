import type { ParticipantId } from "../../call/identity.ts";
import {
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
} from "../../call/reading.ts";

/**
 * The recording of a call as the server tells it (docs/recording.md, section 4): what is being written, and what each
 * person answered. Times are milliseconds since 1970 on the server's clock.
 */
export type RecordingPhase = "announcing" | "running" | "paused" | "interrupted" | "stopping";
export type Consent = "asked" | "accepted" | "refused" | "withdrawn";
/** Why there is no recording any more. */
export type RecordingEnd = "stopped" | "empty" | "too-short" | "failed";

export interface RecordingInCall {
  readonly id: string;
  readonly state: RecordingPhase;
  readonly picture: boolean;
  /** False: the sound is erased once the text is made. */
  readonly keepSound: boolean;
  readonly transcript: boolean;
  readonly language: string | null;
  readonly startedAt: number | null;
  readonly askedAt: number;
  /** After this, no answer counts as a refusal. */
  readonly answerBy: number;
  /** The name of the host who asked. */
  readonly by: string;
  /** A day, as the server wrote it. */
  readonly deleteOn: string;
  /** Who does not accept has microphone and camera off. */
  readonly strict: boolean;
  readonly part: number;
  /** People whose sound and picture go into the recording now. */
  readonly written: ReadonlySet<ParticipantId>;
  /** Code of what went wrong, if anything. */
  readonly problem: string | null;
  readonly mine: Consent | null;
  /** Everybody's answers; empty for those who are no host. */
  readonly answers: ReadonlyMap<ParticipantId, Consent>;
}

/** What the server says before anything is recorded: until when it would be kept, and what is possible. */
export interface RecordingTerms {
  /** False where the meeting is set never to be recorded. */
  readonly possible: boolean;
  readonly deleteOn: string;
  readonly transcripts: boolean;
  readonly strict: boolean;
}

/** What a host asks everybody for. */
export interface RecordingChoices {
  readonly picture: boolean;
  /** False: text only; the sound is erased once the text is made. */
  readonly keepSound: boolean;
  readonly transcript: boolean;
  /** The language spoken, or null: found out from what is said. */
  readonly language: string | null;
}

const PHASES = ["announcing", "running", "paused", "interrupted", "stopping"] as const;
const CONSENTS = ["asked", "accepted", "refused", "withdrawn"] as const;
export const RECORDING_ENDS = ["stopped", "empty", "too-short", "failed"] as const;

/** Throws `Unreadable`. */
export function readRecording(value: unknown): RecordingInCall {
  const recording = fields(value);
  return {
    id: text(recording.id),
    state: oneOf(recording.state, PHASES),
    picture: flag(recording.picture),
    keepSound: flag(recording.keep_sound),
    transcript: flag(recording.transcript),
    language: textOrNull(recording.language, 16),
    startedAt: orNull(recording.started_at, time),
    askedAt: time(recording.asked_at),
    answerBy: time(recording.answer_by),
    by: text(recording.by, 120),
    deleteOn: day(recording.delete_on),
    strict: recording.strict === true,
    part: whole(recording.part),
    written: new Set(list(recording.written, (id) => text(id) as ParticipantId)),
    problem: textOrNull(recording.problem, 64),
    mine: orNull(recording.mine, (mine) => oneOf(mine, CONSENTS)),
    answers: readAnswers(recording.answers ?? {}),
  };
}

/** Throws `Unreadable`. */
export function readTerms(value: unknown): RecordingTerms {
  const terms = fields(value);
  return {
    possible: terms.possible === true,
    deleteOn: day(terms.delete_on),
    transcripts: terms.transcripts === true,
    strict: terms.strict === true,
  };
}

function readAnswers(value: unknown): Map<ParticipantId, Consent> {
  const answers = Object.entries(fields(value));
  if (answers.length > 2_000) throw new Unreadable("too many answers");
  return new Map(answers.map(([id, answer]) => [id as ParticipantId, oneOf(answer, CONSENTS)]));
}

function day(value: unknown): string {
  time(value);
  return text(value, 64);
}

/** Is the microphone of this reader kept off by the recording, now or as soon as it runs? */
export function needsConsentToSpeak(recording: RecordingInCall | null): boolean {
  return recording?.strict === true && recording.mine !== "accepted";
}

/** Something is being written, or would be if nothing were wrong. */
export function isUnderWay({ state }: RecordingInCall): boolean {
  return state === "running" || state === "paused" || state === "interrupted";
}

/** Must this reader keep microphone and camera off until they accept? */
export function mustStaySilent(recording: RecordingInCall | null): boolean {
  return recording !== null && isUnderWay(recording) && needsConsentToSpeak(recording);
}
