import type { Share } from "../shares/shares.ts";
import type { Stage, Tile } from "./call-view.ts";
import type { ParticipantId } from "./identity.ts";
import type { Person } from "./roster.ts";
import { gridShape, type StageSize, tilesPerPage } from "./stage-shape.ts";
import { TileOrder } from "./tile-order.ts";

/** At most this many people are pinned at once. */
export const MOST_PINS = 4;
/** Width of a tile in the strip under a presentation, in CSS pixels. */
const STRIP_TILE = 176;

/** Lays people and presentations out: who is where, on which page, how large. */
export class StageLayout {
  readonly #order = new TileOrder();
  #size: StageSize = { width: 1_280, height: 720 };
  #page = 0;
  #pins: readonly ParticipantId[] = [];
  #held: ParticipantId | null = null;

  /** Takes the room there is; true if that is another than before. */
  resize(size: StageSize): boolean {
    const same = size.width === this.#size.width && size.height === this.#size.height;
    this.#size = size;
    return !same;
  }

  /** The tile under the pointer or the focus: it does not move. */
  hold(id: ParticipantId | null): void {
    this.#held = id;
  }

  turnPage(by: number): void {
    this.#page += by;
  }

  isPinned(id: ParticipantId): boolean {
    return this.#pins.includes(id);
  }

  /** Pins or unpins; a fifth pin takes the place of the oldest. */
  togglePin(id: ParticipantId): void {
    this.#pins = this.isPinned(id)
      ? this.#pins.filter((pin) => pin !== id)
      : [...this.#pins, id].slice(-MOST_PINS);
  }

  /** When the stage may change by itself, or null. */
  nextChange(now: number): number | null {
    return this.#order.nextChange(now);
  }

  view(people: readonly Person[], shares: readonly Share[], selfHidden: boolean, now: number): Stage {
    const shown = people.filter((person) => !(selfHidden && person.self && people.length > 1));
    this.#pins = this.#pins.filter((pin) => people.some((person) => person.id === pin));
    const large = shares.length > 0 || this.#pins.length > 0;
    const perPage = large ? this.#stripTiles() : tilesPerPage(this.#size);
    const tiles = this.#ordered(shown, perPage, now);
    return large ? this.#focus(tiles, shares, perPage) : this.#grid(tiles, perPage);
  }

  #ordered(people: readonly Person[], perPage: number, now: number): Tile[] {
    const placed = people.map((person) => ({
      id: person.id,
      self: person.self,
      pinned: this.isPinned(person.id),
      handRaised: person.hand !== null,
      speaking: person.speaking,
      cameraOn: person.camera !== null,
      joinedAt: person.joinedAt,
    }));
    const byId = new Map(people.map((person) => [person.id, person]));
    return this.#order.update(placed, perPage, this.#held, now).flatMap((id) => {
      const person = byId.get(id);
      return person === undefined ? [] : [{ person, pinned: this.isPinned(id) }];
    });
  }

  #grid(tiles: readonly Tile[], perPage: number): Stage {
    const { shown, page, pages } = this.#paged(tiles, perPage);
    const count = pages > 1 ? perPage : shown.length;
    return { kind: "grid", tiles: shown, shape: gridShape(count, this.#size), page, pages };
  }

  #focus(tiles: readonly Tile[], shares: readonly Share[], perPage: number): Stage {
    const pins = tiles.filter((tile) => tile.pinned);
    const { shown, page, pages } = this.#paged(
      tiles.filter((tile) => !tile.pinned),
      perPage,
    );
    return { kind: "focus", shares, pins, strip: shown, page, pages };
  }

  #paged(tiles: readonly Tile[], perPage: number): { shown: readonly Tile[]; page: number; pages: number } {
    const pages = Math.max(1, Math.ceil(tiles.length / perPage));
    this.#page = Math.min(Math.max(0, this.#page), pages - 1);
    const from = this.#page * perPage;
    return { shown: tiles.slice(from, from + perPage), page: this.#page, pages };
  }

  #stripTiles(): number {
    return Math.max(2, Math.floor(this.#size.width / STRIP_TILE));
  }
}
