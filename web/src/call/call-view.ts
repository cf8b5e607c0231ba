import type { CaptionsView } from "../captions/call-captions.ts";
import type { ChatView } from "../chat/chat.ts";
import type { RecordingView } from "../recordings/call/call-recording.ts";
import type { Share } from "../shares/shares.ts";
import type { SaverView } from "./data-saver.ts";
import type { Notice } from "./notices.ts";
import type { OwnShare, OwnSource } from "./own-media.ts";
import type { Removed, WaitingPerson } from "./protocol.ts";
import type { Person } from "./roster.ts";
import type { Params } from "./sentence.ts";
import type { GridShape } from "./stage-shape.ts";

/** Where the call stands; the value of `data-call-state`. */
export type CallPhase = "connecting" | "connected" | "reconnecting" | "left";

export type PanelName = "people" | "chat" | "host" | "recording" | "captions";

/** One picture in the grid or the strip. */
export interface Tile {
  readonly person: Person;
  readonly pinned: boolean;
}

/** What fills the stage: a grid of people, or something large with a strip of people under it. */
export type Stage =
  | {
      readonly kind: "grid";
      readonly tiles: readonly Tile[];
      readonly shape: GridShape;
      readonly page: number;
      readonly pages: number;
    }
  | {
      readonly kind: "focus";
      readonly shares: readonly Share[];
      readonly pins: readonly Tile[];
      readonly strip: readonly Tile[];
      readonly page: number;
      readonly pages: number;
    };

/** Why the call is over for me. `by` is a name, where somebody did it. */
export interface Ended {
  readonly how: "left" | "removed" | "blocked" | "ended" | "ended-by-me" | "lost" | "moved";
  readonly by: string | null;
  readonly mayRejoin: boolean;
  /** Milliseconds that I was in. */
  readonly lasted: number;
  readonly stillIn: readonly string[];
}

export interface HostTools {
  readonly newGuestsWait: boolean;
  readonly removed: readonly Removed[];
}

/** Everything that is on screen in a call. Never changed, only replaced. */
export interface CallView {
  readonly phase: CallPhase;
  readonly ended: Ended | null;
  /** Why the first connection failed, with a button to try again. */
  readonly failure: { readonly code: string; readonly params: Params } | null;
  readonly title: string | null;
  readonly code: string;
  readonly locked: boolean;
  /** When the call began, on this page's clock (milliseconds), or null while unknown. */
  readonly startedAt: number | null;
  /** Add to the page's clock to have the server's, in milliseconds since 1970. */
  readonly serverOffset: number;
  readonly self: Person | null;
  readonly host: boolean;
  readonly can: ReadonlySet<string>;
  readonly people: readonly Person[];
  readonly speakers: readonly Person[];
  /** Programs in the room that no other mark speaks of. */
  readonly programs: number;
  readonly stage: Stage;
  readonly shares: readonly Share[];
  readonly chosenShare: string | null;
  readonly waiting: readonly WaitingPerson[];
  readonly waitingCount: number;
  readonly answering: ReadonlySet<string>;
  readonly hostTools: HostTools;
  readonly chat: ChatView;
  readonly recording: RecordingView;
  readonly captions: CaptionsView;
  readonly saver: SaverView;
  /** Microphone and camera stay off until I accept the recording. */
  readonly silenced: boolean;
  readonly panel: PanelName | null;
  readonly microphone: OwnSource;
  readonly camera: OwnSource;
  readonly share: OwnShare;
  /** Others are not heard until *Turn on sound* is pressed. */
  readonly soundBlocked: boolean;
  /** By wish, against echo with another device of the same person. */
  readonly soundOff: boolean;
  readonly selfHidden: boolean;
  readonly selfMirrored: boolean;
  readonly toasts: readonly Notice[];
  readonly notices: readonly Notice[];
}
