import type { components } from "./schema.d.ts";

/** The shapes of recordings and their texts, generated from the server's OpenAPI file (`npm run types`), by the names we use. */
type Shapes = components["schemas"];

export type RecordingItem = Shapes["RecordingItem"];
export type Recording = RecordingItem;
export type RecordingState = RecordingItem["state"];
export type RecordingAct = keyof RecordingItem["can"];
export type Recordings = Shapes["RecordingsOut"];
export type Quota = Shapes["QuotaOut"];

export type Timeline = Shapes["TimelineOut"];
/** One file of one person; times in seconds on the line of the whole recording. */
export type Clip = Shapes["ClipOut"];

export type Chapter = Shapes["ChapterOut"];

export type ComposedFile = Shapes["ComposedOut"];
export type ComposedLayout = ComposedFile["layout"];

export type Share = Shapes["ShareOut"];
export type ShareKind = Share["kind"];
export type ShareRequest = Shapes["ShareIn"];
/** `link` is told once. */
export type ShareMade = Shapes["ShareMade"];
export type ShareOpened = Shapes["ShareOpened"];

export type Removal = Shapes["RemovalOut"];

export type Transcript = Shapes["TranscriptOut"];
export type TranscriptState = Transcript["state"];
export type Turn = Shapes["TurnOut"];
/** A word: from, to (seconds), text, how sure the recogniser was (0–1; null where a person wrote it). */
export type Word = Turn["words"][number];
export type Speaker = Shapes["SpeakerOut"];
export type TextChange = Shapes["ChangeOut"];
export type TextHistory = Shapes["HistoryOut"];
export type Outline = Shapes["OutlineOut"];
export type Minutes = Shapes["MinutesOut"];
export type Statement = Shapes["StatementOut"];

export const COMPOSED_LAYOUTS: readonly ComposedLayout[] = ["speaker", "grid", "presentation", "sound"];
export const TEXT_FORMATS = ["vtt", "srt", "json", "md", "txt", "docx"] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];
