import { Store } from "../ui/store.ts";

export const FONTS = ["system", "serif", "monospace"] as const;
export const COLOURS = ["white-on-black", "yellow-on-black", "black-on-white"] as const;
export const PLACES = ["above-toolbar", "panel"] as const;
export const SMALLEST_SIZE = 16;
export const LARGEST_SIZE = 48;
export const MOST_LINES = 4;

/** How this device draws captions. */
export interface CaptionLook {
  /** Lines above the toolbar, 1 to 4. */
  readonly lines: number;
  /** Height of the letters in pixels, 16 to 48. */
  readonly size: number;
  readonly font: (typeof FONTS)[number];
  readonly colours: (typeof COLOURS)[number];
  /** Of the ground behind the letters, in percent. */
  readonly opacity: number;
  readonly place: (typeof PLACES)[number];
}

export const DEFAULT_LOOK: CaptionLook = {
  lines: 2,
  size: 20,
  font: "system",
  colours: "white-on-black",
  opacity: 100,
  place: "above-toolbar",
};

const KEY = "visio.captions";

/** Reads what was chosen on this device; whatever is not a choice of ours is the default one. */
export function readLook(kept: string | null): CaptionLook {
  const found = parse(kept);
  return {
    lines: within(found.lines, 1, MOST_LINES, DEFAULT_LOOK.lines),
    size: within(found.size, SMALLEST_SIZE, LARGEST_SIZE, DEFAULT_LOOK.size),
    font: FONTS.find((font) => font === found.font) ?? DEFAULT_LOOK.font,
    colours: COLOURS.find((colours) => colours === found.colours) ?? DEFAULT_LOOK.colours,
    opacity: within(found.opacity, 0, 100, DEFAULT_LOOK.opacity),
    place: PLACES.find((place) => place === found.place) ?? DEFAULT_LOOK.place,
  };
}

/** The look of captions on this device, kept in its storage. */
export class CaptionLookChoice {
  readonly state: Store<CaptionLook>;

  constructor(private readonly storage: Pick<Storage, "getItem" | "setItem">) {
    this.state = new Store(readLook(storage.getItem(KEY)));
  }

  change(change: Partial<CaptionLook>): void {
    const look = readLook(JSON.stringify({ ...this.state.value, ...change }));
    this.state.set(look);
    this.storage.setItem(KEY, JSON.stringify(look));
  }
}

function parse(kept: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(kept ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function within(value: unknown, least: number, most: number, otherwise: number): number {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most
    ? value
    : otherwise;
}
