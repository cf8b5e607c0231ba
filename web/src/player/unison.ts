import type { Piece } from "./piece.ts";

/** Seconds by which the foremost and the hindmost voice may be apart before those ahead wait. */
export const APART = 0.04;
/** Looks at the clocks before they are believed: elements tell their time in steps of up to 50 ms. */
export const LOOKS = 5;
/** Waits in a row after which each next one takes twice as many looks: a machine that cannot keep up must not stutter as well. */
const QUICK_WAITS = 3;
const MOST_LOOKS = 40;
/** Seconds too short to wait for. */
const TOO_SHORT = 0.01;
/** Most seconds that an element is believed to take to begin again after a wait. */
const SLOWEST_START = 0.2;

interface Run {
  /** Sum of where it was against the page's clock, in seconds, over all looks. */
  sum: number;
  looks: number;
}

/**
 * Says which voices must wait so that all are together again. Voices come apart when they begin and not later, since
 * one sound card is the clock of all. Their speed is not touched: Firefox stretches sound for it, and what is inside
 * the stretcher at each change is missing in its clock, so that the clocks agree while the voices drift apart.
 */
export class Unison {
  #runs = new Map<Piece, Run>();
  /** Who waited last, and the one they waited for. */
  #last: { waited: readonly Piece[]; hindmost: Piece } | undefined;
  /** Seconds an element takes to begin again, as found out. */
  #startTime = 0;
  /** Waits in a row. */
  #waitsSoFar = 0;

  /** Forgets what was seen, since everything begins anew. */
  reset(): void {
    this.#runs.clear();
    this.#last = undefined;
    this.#waitsSoFar = 0;
  }

  /** Looks, at `now` (ms), at voices that play near the clock; gives the milliseconds that some of them must wait. */
  look(voices: readonly Piece[], rate: number, now: number): ReadonlyMap<Piece, number> {
    this.#runs = new Map(voices.map((voice) => [voice, this.#runs.get(voice) ?? { sum: 0, looks: 0 }]));
    for (const [voice, run] of this.#runs) {
      run.sum += voice.at - (now / 1000) * rate;
      run.looks += 1;
    }
    const enough = this.#enough();
    if ([...this.#runs.values()].some(({ looks }) => looks < enough)) return new Map();
    const places = new Map([...this.#runs].map(([voice, { sum, looks }]) => [voice, sum / looks]));
    this.#runs.clear();
    this.#learn(places, rate);
    const waits = this.#waits(places, rate);
    this.#waitsSoFar = waits.size > 0 ? this.#waitsSoFar + 1 : 0;
    return waits;
  }

  #enough(): number {
    const slower = Math.max(0, this.#waitsSoFar - QUICK_WAITS + 1);
    return Math.min(MOST_LOOKS, LOOKS * 2 ** slower);
  }

  /** Those who waited should be where the one is that they waited for; what they are behind, beginning took. */
  #learn(places: ReadonlyMap<Piece, number>, rate: number): void {
    const aim = this.#last && places.get(this.#last.hindmost);
    if (this.#last === undefined || aim === undefined) return;
    const behind = this.#last.waited.flatMap((voice) => {
      const place = places.get(voice);
      return place === undefined ? [] : [(aim - place) / rate];
    });
    this.#last = undefined;
    if (behind.length === 0) return;
    const middle = behind.toSorted((one, other) => one - other)[behind.length >> 1] ?? 0;
    this.#startTime = Math.max(0, Math.min(SLOWEST_START, this.#startTime + middle));
  }

  #waits(places: ReadonlyMap<Piece, number>, rate: number): ReadonlyMap<Piece, number> {
    const sorted = [...places].toSorted(([, one], [, other]) => one - other);
    const [first, last] = [sorted[0], sorted.at(-1)];
    if (first === undefined || last === undefined || last[1] - first[1] <= APART) return new Map();
    const ahead = sorted.map(([voice, place]) => [voice, (place - first[1]) / rate] as const);
    // Where beginning again alone takes longer than anybody is ahead, it is taken from the hindmost too.
    const all = (last[1] - first[1]) / rate < this.#startTime + TOO_SHORT;
    const waits = all
      ? ahead
      : ahead
          .map(([voice, seconds]) => [voice, seconds - this.#startTime] as const)
          .filter(([, seconds]) => seconds >= TOO_SHORT);
    this.#last = { waited: waits.map(([voice]) => voice), hindmost: first[0] };
    return new Map(waits.map(([voice, seconds]) => [voice, seconds * 1000]));
  }
}
