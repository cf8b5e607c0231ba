import type { Clip } from "../api/recordings.ts";
import { CAN_PLAY, type Media } from "./media.ts";

/** Seconds off the clock below which nothing is corrected: the clocks of elements are not read more exactly. */
export const UNHEARD = 0.015;
/** Seconds off the clock from which a jump is better than a change of speed. */
export const TOO_FAR = 0.35;
/** Most that the speed is changed to come back to the clock. */
const MOST_CHANGE = 0.1;
/** Milliseconds between two jumps of one element: a file that comes slowly must not be asked again and again. */
const JUMP_PAUSE = 1_500;
/** Most seconds that a jump goes ahead of the clock, for the time that jumping takes. */
const FARTHEST_AHEAD = 1;

/** The speed at which an element that is `drift` seconds ahead comes back to a clock that runs at `rate`. */
export function correctedRate(drift: number, rate: number): number {
  if (Math.abs(drift) <= UNHEARD) return rate;
  return rate * (1 - Math.max(-MOST_CHANGE, Math.min(MOST_CHANGE, drift)));
}

/** One clip in one element: a file's time against the time of the recording. */
export class Piece {
  readonly media: Media;
  readonly clip: Clip;
  /** Position of the recording at which the element's time is 0. */
  readonly #base: number;
  #jumpedAt = Number.NEGATIVE_INFINITY;
  #ahead = 0;

  constructor(clip: Clip, media: Media) {
    this.clip = clip;
    this.media = media;
    this.#base = clip.offset;
    media.src = clip.url;
  }

  /** Where it is on the line of the recording. */
  get at(): number {
    return this.media.currentTime + this.#base;
  }

  get ready(): boolean {
    return this.media.readyState >= CAN_PLAY && !this.media.seeking;
  }

  /** Its file has come to its end, perhaps a little before the clip's. */
  get over(): boolean {
    return this.media.ended;
  }

  get failed(): boolean {
    return this.media.error !== null;
  }

  /** Goes to a position of the recording, at the clip's ends at most. */
  jump(position: number, now: number): void {
    this.#jumpedAt = now;
    this.media.currentTime = Math.max(this.clip.start, Math.min(position, this.clip.end)) - this.#base;
  }

  /** It plays, near enough to the clock to need no jump. */
  near(position: number): boolean {
    return this.ready && !this.over && !this.media.paused && Math.abs(this.at - position) <= TOO_FAR;
  }

  /** Comes back to the clock: by a jump where it is far; a picture by speed where it is near, voices do not. */
  follow(position: number, rate: number, now: number): void {
    if (!this.ready || this.over) return;
    const drift = this.at - position;
    if (Math.abs(drift) > TOO_FAR) {
      if (now - this.#jumpedAt >= JUMP_PAUSE) this.#jumpAgain(position, drift, now);
      return;
    }
    this.setRate(this.clip.kind === "audio" ? rate : correctedRate(drift, rate));
  }

  /** What is late soon after a jump to its place needed that time for it, and is sent ahead by as much. */
  #jumpAgain(position: number, drift: number, now: number): void {
    const soon = now - this.#jumpedAt < 2 * JUMP_PAUSE;
    this.#ahead = soon ? Math.max(0, Math.min(FARTHEST_AHEAD, this.#ahead - drift)) : 0;
    this.jump(position + this.#ahead, now);
  }

  setRate(rate: number): void {
    if (this.media.playbackRate !== rate) this.media.playbackRate = rate;
  }

  /** Another address for the same file. */
  renew(url: string): void {
    this.media.src = url;
  }

  close(): void {
    this.media.pause();
    this.media.removeAttribute("src");
    this.media.load(); // frees the decoder and ends the download
  }
}
