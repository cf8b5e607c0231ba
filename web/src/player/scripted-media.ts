import type { Clock } from "../ui/clock.ts";
import type { Media } from "./media.ts";
import type { MediaMaker } from "./pieces.ts";

/** A media element on virtual time, for tests: its file has come or not, its clock may be wrong, seeking takes its time. */
export class ScriptedMedia implements Media {
  preload: Media["preload"] = "auto";
  volume = 1;
  muted = false;
  paused = true;
  error: unknown = null;
  /** Parts by which its clock is fast: 0.01 gains a second in a hundred. */
  skew = 0;
  /** Milliseconds that a jump takes. */
  seekTime = 50;
  jumps = 0;
  closed = false;
  refused: Error | undefined;
  /** How far its file goes, in its own time. */
  length = Number.POSITIVE_INFINITY;
  #come = true;
  #src = "";
  #rate = 1;
  #time = 0;
  #at: number;
  #cancelSeek: (() => void) | undefined;
  readonly #clock: Clock;

  constructor(
    readonly kind: "audio" | "video",
    clock: Clock,
  ) {
    this.#clock = clock;
    this.#at = clock.now();
  }

  get src(): string {
    return this.#src;
  }

  set src(address: string) {
    this.#src = address;
    this.error = null;
  }

  get currentTime(): number {
    this.#count();
    return this.#time;
  }

  set currentTime(time: number) {
    this.#count();
    this.#time = Math.min(time, this.length);
    this.jumps += 1;
    this.#cancelSeek?.();
    this.#cancelSeek = this.#clock.after(this.seekTime, () => {
      this.#count();
      this.#cancelSeek = undefined;
    });
  }

  get playbackRate(): number {
    return this.#rate;
  }

  set playbackRate(rate: number) {
    this.#count();
    this.#rate = rate;
  }

  get seeking(): boolean {
    return this.#cancelSeek !== undefined;
  }

  get ended(): boolean {
    return this.currentTime >= this.length;
  }

  get readyState(): number {
    return this.#come && !this.ended ? 4 : 2;
  }

  /** Its data have come, or are missing. */
  come(come: boolean): void {
    this.#count();
    this.#come = come;
  }

  fail(): void {
    this.#count();
    this.error = new Error("the file cannot be read");
    this.#come = false;
  }

  play(): Promise<void> {
    if (this.refused) return Promise.reject(this.refused);
    this.#count();
    this.paused = false;
    return Promise.resolve();
  }

  pause(): void {
    this.#count();
    this.paused = true;
  }

  load(): void {
    this.closed = this.#src === "";
  }

  removeAttribute(): void {
    this.#src = "";
  }

  #count(): void {
    const now = this.#clock.now();
    const runs = !this.paused && this.#come && this.#cancelSeek === undefined;
    if (runs)
      this.#time = Math.min(
        this.length,
        this.#time + ((now - this.#at) / 1000) * this.#rate * (1 + this.skew),
      );
    this.#at = now;
  }
}

/** Makes scripted elements and keeps them in order. */
export class ScriptedMaker implements MediaMaker {
  readonly made: ScriptedMedia[] = [];
  /** Done to each new element. */
  prepare: (media: ScriptedMedia) => void = () => undefined;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  create(kind: "audio" | "video"): ScriptedMedia {
    const media = new ScriptedMedia(kind, this.#clock);
    this.prepare(media);
    this.made.push(media);
    return media;
  }

  /** The element that has a file of this address now. */
  of(address: string): ScriptedMedia {
    const found = this.made.find(({ src }) => src === address);
    if (found === undefined) throw new Error(`nothing plays ${address}`);
    return found;
  }

  has(address: string): boolean {
    return this.made.some(({ src }) => src === address);
  }
}
