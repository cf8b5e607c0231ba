import type { ParticipantId } from "./identity.ts";

/** Speech of somebody out of sight that is longer than this brings their tile into sight. */
export const UNSEEN_SPEECH_MS = 1_500;

/** What the order needs to know of a person. */
export interface Placed {
  readonly id: ParticipantId;
  readonly self: boolean;
  readonly pinned: boolean;
  readonly handRaised: boolean;
  readonly speaking: boolean;
  readonly cameraOn: boolean;
  readonly joinedAt: number;
}

/**
 * The order of tiles, made to stay as it is. People are placed once: pinned, hand raised, speaking, camera on,
 * arrival, oneself last. Later a tile moves only for a pin, an exit, or when somebody out of sight raises a hand or
 * speaks for more than 1.5 s; that person changes places with the longest silent tile in sight. A tile under the
 * pointer or the focus never moves.
 */
export class TileOrder {
  #order: ParticipantId[] = [];
  #pinned = new Set<ParticipantId>();
  readonly #speakingSince = new Map<ParticipantId, number>();
  readonly #lastSpoke = new Map<ParticipantId, number>();

  /**
   * Brings the order up to date and returns it.
   *
   * @param inSight how many tiles the first page shows
   * @param held the tile under the pointer or the focus, if any
   * @param now milliseconds
   */
  update(
    people: readonly Placed[],
    inSight: number,
    held: ParticipantId | null,
    now: number,
  ): readonly ParticipantId[] {
    const present = new Map(people.map((person) => [person.id, person]));
    this.#forget(present);
    this.#admit(people);
    this.#note(people, now);
    this.#movePinned(present);
    for (const person of this.#unseen(present, inSight, now))
      this.#bringIntoSight(person, present, inSight, held);
    return this.#order;
  }

  /** When the order may next change without anything else happening, or null. */
  nextChange(now: number): number | null {
    const due = [...this.#speakingSince.values()]
      .map((since) => since + UNSEEN_SPEECH_MS)
      .filter((at) => at > now);
    return due.length === 0 ? null : Math.min(...due);
  }

  #forget(present: ReadonlyMap<ParticipantId, Placed>): void {
    this.#order = this.#order.filter((id) => present.has(id));
    for (const id of [...this.#lastSpoke.keys()]) if (!present.has(id)) this.#lastSpoke.delete(id);
    for (const id of [...this.#speakingSince.keys()]) if (!present.has(id)) this.#speakingSince.delete(id);
  }

  #admit(people: readonly Placed[]): void {
    const known = new Set(this.#order);
    const fresh = people.filter((person) => !known.has(person.id)).sort(firstPlacing);
    const self = people.find((person) => person.self)?.id;
    const others = [...this.#order, ...fresh.map((person) => person.id)].filter((id) => id !== self);
    this.#order = self === undefined ? others : [...others, self];
  }

  #note(people: readonly Placed[], now: number): void {
    for (const person of people) {
      if (person.speaking) {
        if (!this.#speakingSince.has(person.id)) this.#speakingSince.set(person.id, now);
        this.#lastSpoke.set(person.id, now);
      } else this.#speakingSince.delete(person.id);
    }
  }

  #movePinned(present: ReadonlyMap<ParticipantId, Placed>): void {
    const pinned = new Set(
      [...present.values()].filter((person) => person.pinned).map((person) => person.id),
    );
    const fresh = [...pinned].filter((id) => !this.#pinned.has(id));
    this.#pinned = pinned;
    if (fresh.length > 0) this.#order = [...fresh, ...this.#order.filter((id) => !fresh.includes(id))];
  }

  #unseen(present: ReadonlyMap<ParticipantId, Placed>, inSight: number, now: number): ParticipantId[] {
    return this.#order.slice(inSight).filter((id) => {
      const person = present.get(id);
      if (person === undefined || person.self) return false;
      const since = this.#speakingSince.get(id);
      return person.handRaised || (since !== undefined && now - since >= UNSEEN_SPEECH_MS);
    });
  }

  #bringIntoSight(
    id: ParticipantId,
    present: ReadonlyMap<ParticipantId, Placed>,
    inSight: number,
    held: ParticipantId | null,
  ): void {
    const movable = this.#order.slice(0, inSight).filter((seen) => {
      const person = present.get(seen);
      return (
        person !== undefined &&
        seen !== held &&
        !person.self &&
        !person.pinned &&
        !person.handRaised &&
        !person.speaking
      );
    });
    const quietest = movable.reduce<ParticipantId | null>(
      (best, seen) => (best === null || this.#spokeAt(seen) < this.#spokeAt(best) ? seen : best),
      null,
    );
    if (quietest === null) return;
    this.#order = this.#order.map((place) => (place === id ? quietest : place === quietest ? id : place));
  }

  #spokeAt(id: ParticipantId): number {
    return this.#lastSpoke.get(id) ?? Number.NEGATIVE_INFINITY;
  }
}

function firstPlacing(one: Placed, other: Placed): number {
  return (
    Number(other.pinned) - Number(one.pinned) ||
    Number(other.handRaised) - Number(one.handRaised) ||
    Number(other.speaking) - Number(one.speaking) ||
    Number(other.cameraOn) - Number(one.cameraOn) ||
    one.joinedAt - other.joinedAt
  );
}
