import type { RequestId } from "../call/identity.ts";
import type { WaitingPerson } from "../call/protocol.ts";

/** Arrivals in the lobby are told at most once in this time. */
export const TELL_EVERY_MS = 10_000;

/** People who wait to be let in, in order of request, as hosts see them. */
export class Waiting {
  #people: readonly WaitingPerson[] = [];
  #count = 0;
  #told = Number.NEGATIVE_INFINITY;
  readonly #answering = new Set<RequestId>();

  get people(): readonly WaitingPerson[] {
    return this.#people;
  }

  /** How many wait; known to members also when they may not see who. */
  get count(): number {
    return Math.max(this.#count, this.#people.length);
  }

  /** The requests whose answer is on its way. */
  get answered(): ReadonlySet<RequestId> {
    return new Set(this.#answering);
  }

  /** Takes the server's list and returns who is new in it. */
  replace(people: readonly WaitingPerson[], count: number): readonly WaitingPerson[] {
    const before = new Set(this.#people.map((person) => person.id));
    this.#people = [...people].sort((one, other) => one.askedAt - other.askedAt);
    this.#count = count;
    for (const id of [...this.#answering])
      if (!people.some((person) => person.id === id)) this.#answering.delete(id);
    return this.#people.filter((person) => !before.has(person.id));
  }

  /** An answer is on its way to the server; its buttons rest until it is there. */
  answering(id: RequestId, underWay: boolean): void {
    if (underWay) this.#answering.add(id);
    else this.#answering.delete(id);
  }

  /** True when arrivals may be told now by sound and speech; `now` in milliseconds. */
  mayTell(now: number): boolean {
    if (now - this.#told < TELL_EVERY_MS) return false;
    this.#told = now;
    return true;
  }
}
