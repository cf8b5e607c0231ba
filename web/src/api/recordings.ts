/** The shapes of recordings and their texts. */

/** Where a recording stands; from `captured` on it is in the library. */
export type RecordingState =
  | "announcing"
  | "running"
  | "interrupted"
  | "stopping"
  | "captured"
  | "ready"
  | "failed"
  | "expired"
  | "deleted";

/** What the reader may do with a recording, as the server says. */
export type RecordingAct =
  | "play"
  | "read"
  | "download"
  | "edit"
  | "share"
  | "extend"
  | "delete"
  | "remove-me";

export interface RecordingItem {
  id: string;
  title: string;
  room: string | null;
  state: RecordingState;
  /** How far its preparation is, 0–100. */
  percent: number | null;
  /** The code of what went wrong. */
  problem: string | null;
  started_at: string;
  seconds: number;
  bytes: number;
  people: string[];
  /** How many who were there are not recorded. */
  declined: number;
  parts: number;
  picture: boolean;
  transcript: TranscriptState | null;
  delete_on: string;
  role: "host" | "viewer";
  can: Partial<Record<RecordingAct, boolean>>;
}

export type Recording = RecordingItem;

/** In bytes; without a limit there is none. */
export interface Quota {
  used: number;
  limit: number | null;
}

export interface Recordings {
  items: RecordingItem[];
  next: string | null;
  quota: Quota | null;
}

/** One file of one person; times in seconds on the line of the whole recording. */
export interface Clip {
  id: string;
  track: string;
  participant: string;
  name: string;
  kind: "audio" | "video";
  source: string;
  start: number;
  end: number;
  /** Where the line of the clip's part begins; the file's own timestamps are on that line. */
  offset: number;
  /** Where it really was there and not muted. */
  spans: [number, number][];
  url: string;
  width: number | null;
  height: number | null;
}

export interface Chapter {
  at: number;
  title: string;
  kind: "share" | "part" | "manual" | "hand";
}

export interface TimelinePerson {
  participant: string;
  name: string;
  /** 0–7 */
  colour: number;
  seconds_spoken: number;
}

export interface Timeline {
  seconds: number;
  clips: Clip[];
  speaking: [number, number, string][];
  chapters: Chapter[];
  people: TimelinePerson[];
}

export const COMPOSED_LAYOUTS = ["speaker", "grid", "presentation"] as const;
export type ComposedLayout = (typeof COMPOSED_LAYOUTS)[number];

/** A file made from the tracks. */
export interface ComposedFile {
  id: string;
  layout: ComposedLayout;
  state: "queued" | "working" | "ready" | "failed";
  percent: number;
  /** Seconds until it is ready, when that can be said. */
  remaining: number | null;
  why: string | null;
  bytes: number | null;
}

export type ShareKind = "person" | "members" | "accounts" | "link";

export interface Share {
  id: string;
  kind: ShareKind;
  email: string | null;
  name: string | null;
  until: string | null;
  password: boolean;
  may_download: boolean;
  may_read: boolean;
  created_at: string;
  openings: { at: string; name: string | null }[];
}

export interface ShareRequest {
  kind: ShareKind;
  email?: string;
  until?: string;
  password?: string;
  may_download: boolean;
  may_read: boolean;
}

/** `link` is told once. */
export type ShareMade = Share & { link: string | null };

export interface Removal {
  id: string;
  participant: string;
  name: string;
  state: "asked" | "accepted" | "refused" | "done";
  asked_at: string;
  mine: boolean;
}

export type TranscriptState = "none" | "queued" | "working" | "ready" | "failed" | "impossible";

/** A word: from, to (seconds), text, how sure the recogniser was (0–1; null where a person wrote it). */
export type Word = [number, number, string, number | null];

export interface Turn {
  n: number;
  speaker: string;
  start: number;
  end: number;
  language: string;
  edited: boolean;
  words: Word[];
}

export interface Speaker {
  id: string;
  participant: string | null;
  name: string;
}

export interface Transcript {
  state: TranscriptState;
  percent: number;
  why: string | null;
  params: Record<string, string | number | null>;
  language: string | null;
  engine: string | null;
  model_digest: string | null;
  reviewed: boolean;
  version: number;
  speakers: Speaker[];
  turns: Turn[];
  can: Partial<Record<"edit" | "retry" | "cancel" | "minutes", boolean>>;
}

export interface TextChange {
  version: number;
  at: string;
  by: string | null;
  turn: number | null;
  speaker: string | null;
  before: string;
  after: string;
  restored: number | null;
}

export interface TextHistory {
  items: TextChange[];
  next: string | null;
}

export interface Outline {
  seconds: number;
  speaking: { speaker: string; name: string; turns: number; seconds: number; share: number }[];
  keywords: { word: string; count: number; at: number }[];
  chapters: { at: number; title: string }[];
}

export interface Statement {
  text: string;
  at: number;
  who: string | null;
}

export interface Minutes {
  state: "none" | "queued" | "working" | "ready" | "failed";
  possible: boolean;
  why: string | null;
  outdated: boolean;
  made_at: string | null;
  language: string | null;
  summary: Statement[];
  decisions: Statement[];
  tasks: Statement[];
}

export const TEXT_FORMATS = ["vtt", "srt", "json", "md", "txt", "docx"] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];
