import type { MediaIdentity, ParticipantId } from "./identity.ts";
import { politely, type Say } from "./say.ts";
import { sentence } from "./sentence.ts";

export const SAVER_MODES = ["auto", "saver", "audio"] as const;
export type SaverMode = (typeof SAVER_MODES)[number];

/** Which pictures of others are to be received. */
export interface PictureLimit {
  readonly cameras: "all" | ReadonlySet<MediaIdentity>;
  /** The cameras come in their smallest size. */
  readonly small: boolean;
  readonly shares: boolean;
}

export interface SaverView extends PictureLimit {
  readonly mode: SaverMode;
  /** Presentations are shown in *Audio only* too. */
  readonly presentations: boolean;
}

/** What the data saver must know of a person. */
export interface Seen {
  readonly id: ParticipantId;
  readonly identity: MediaIdentity;
  readonly self: boolean;
  readonly speaking: boolean;
}

interface Around {
  readonly storage: Pick<Storage, "getItem" | "setItem">;
  readonly say: Say;
  /** Tells the media engine; called only when the limit is another. */
  readonly limit: (limit: PictureLimit) => void;
  readonly changed: () => void;
}

const KEY = "visio.data-saver";
const NO_LIMIT: PictureLimit = { cameras: "all", small: false, shares: true };

/** Which pictures of others this device receives: all, the speaker and who is pinned in small, or none. */
export class DataSaver {
  #mode: SaverMode;
  #presentations: boolean;
  #limit = NO_LIMIT;
  #people: readonly Seen[] = [];
  #pinned: (id: ParticipantId) => boolean = () => false;
  /** Who spoke last, and stays in the picture until another speaks. */
  #speaker: MediaIdentity | null = null;

  constructor(private readonly around: Around) {
    const kept = readKept(around.storage.getItem(KEY));
    this.#mode = SAVER_MODES.find((mode) => mode === kept.mode) ?? "auto";
    this.#presentations = kept.presentations !== false;
    this.#apply();
  }

  get view(): SaverView {
    return { ...this.#limit, mode: this.#mode, presentations: this.#presentations };
  }

  choose(mode: SaverMode): void {
    if (mode === this.#mode) return;
    this.#mode = mode;
    this.#chosen();
    this.around.say(politely(sentence(`call.saver.said.${mode}`)));
  }

  togglePresentations(): void {
    this.#presentations = !this.#presentations;
    this.#chosen();
    const words = this.#presentations
      ? "call.saver.said.presentations-on"
      : "call.saver.said.presentations-off";
    this.around.say(politely(sentence(words)));
  }

  /** Takes who is in, who of them speaks and who is pinned. */
  update(people: readonly Seen[], pinned: (id: ParticipantId) => boolean): void {
    this.#people = people.filter((person) => !person.self);
    this.#pinned = pinned;
    const speaking = this.#people.filter((person) => person.speaking);
    if (!speaking.some((person) => person.identity === this.#speaker))
      this.#speaker = speaking[0]?.identity ?? this.#speaker;
    this.#apply();
  }

  #chosen(): void {
    this.around.storage.setItem(
      KEY,
      JSON.stringify({ mode: this.#mode, presentations: this.#presentations }),
    );
    this.#apply();
    this.around.changed();
  }

  #apply(): void {
    const limit = this.#wanted();
    if (isSame(limit, this.#limit)) return;
    this.#limit = limit;
    this.around.limit(limit);
  }

  #wanted(): PictureLimit {
    if (this.#mode === "auto") return NO_LIMIT;
    if (this.#mode === "audio") return { cameras: new Set(), small: true, shares: this.#presentations };
    const shown = this.#people.filter(({ id, identity }) => identity === this.#speaker || this.#pinned(id));
    return { cameras: new Set(shown.map(({ identity }) => identity)), small: true, shares: true };
  }
}

/** Whether the camera of this person is to be received. */
export function receivesCamera({ cameras }: PictureLimit, identity: MediaIdentity): boolean {
  return cameras === "all" || cameras.has(identity);
}

function isSame(one: PictureLimit, other: PictureLimit): boolean {
  if (one.small !== other.small || one.shares !== other.shares) return false;
  if (one.cameras === "all" || other.cameras === "all") return one.cameras === other.cameras;
  const { cameras } = other;
  return one.cameras.size === cameras.size && [...one.cameras].every((identity) => cameras.has(identity));
}

function readKept(kept: string | null): { readonly mode?: unknown; readonly presentations?: unknown } {
  try {
    const value: unknown = JSON.parse(kept ?? "{}");
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {}; // written by hand or by another version: begin again
  }
}
