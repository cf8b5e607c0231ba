import type { Timeline } from "../api/recordings.ts";
import type { Clock } from "../ui/clock.ts";
import { Store } from "../ui/store.ts";
import { type Piece, TOO_FAR } from "./piece.ts";
import { type MediaMaker, Pieces } from "./pieces.ts";
import { holds, type Span, silences } from "./timeline.ts";
import { Unison } from "./unison.ts";

/** Milliseconds between two looks at the clock. */
export const TICK = 100;
/** Milliseconds that everybody waits for a sound that does not come; then the rest goes on without it. */
export const PATIENCE = 8_000;

export const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;
export type Rate = (typeof RATES)[number];

export interface PlaybackState {
  /** *waiting*: it is to play and the sound has not come yet. */
  status: "paused" | "playing" | "waiting" | "ended";
  rate: Rate;
  /** 0–1 */
  volume: number;
  muted: boolean;
  skipping: boolean;
  /** The browser plays nothing before somebody presses something. */
  blocked: boolean;
}

/**
 * Plays the separate tracks of a recording as one. One sound is the clock. Pictures follow it by small changes of speed,
 * voices by waiting for the hindmost, and all by a jump when they are far off. Where no sound is there, time goes on by
 * itself.
 */
export class Playback {
  readonly state = new Store<PlaybackState>({
    status: "paused",
    rate: 1,
    volume: 1,
    muted: false,
    skipping: false,
    blocked: false,
  });
  /** Seconds from the beginning of the recording. */
  readonly position: Store<number>;
  readonly seconds: number;
  readonly silences: readonly Span[];
  /** Called when a file cannot be read, for instance because its address is no longer valid. */
  onFault: () => void = () => undefined;

  readonly #clock: Clock;
  readonly #pieces: Pieces;
  #pictures: ReadonlySet<string> = new Set();
  #leader: Piece | undefined;
  /** Position and moment from which time is counted on. */
  #anchor = { position: 0, at: 0 };
  #waitingSince = 0;
  /** Sounds that others no longer wait for. */
  readonly #late = new Set<string>();
  readonly #unison = new Unison();
  /** Voices that wait for a moment, with what ends their waiting. */
  readonly #waits = new Map<Piece, () => void>();
  #cancelTick: (() => void) | undefined;

  constructor(timeline: Timeline, maker: MediaMaker, clock: Clock, startAt = 0) {
    this.seconds = timeline.seconds;
    this.silences = silences(timeline);
    this.position = new Store(Math.max(0, Math.min(startAt, timeline.seconds)));
    this.#clock = clock;
    this.#pieces = new Pieces(timeline.clips, maker, (piece) => this.#prepare(piece));
    this.#anchor = { position: this.position.value, at: clock.now() };
    this.#arrange();
  }

  /** The elements of a picture that is shown, for the page to place; undefined while there is none. */
  media(clip: string) {
    return this.#pieces.get(clip)?.media;
  }

  play(): void {
    const { status } = this.state.value;
    if (status === "playing" || status === "waiting") return;
    if (status === "ended") this.#moveTo(0);
    this.#change({ status: "waiting", blocked: false });
    this.#wait();
    this.#tick();
  }

  pause(): void {
    if (this.state.value.status === "ended") return;
    this.#stop("paused");
  }

  toggle(): void {
    const { status } = this.state.value;
    if (status === "playing" || status === "waiting") this.pause();
    else this.play();
  }

  /** Goes to a position; what played goes on there. */
  seek(position: number): void {
    const to = Math.max(0, Math.min(position, this.seconds));
    const { status } = this.state.value;
    this.#moveTo(to);
    if (status === "playing" || status === "waiting") {
      this.#hush();
      this.#change({ status: "waiting" });
      this.#wait();
    } else this.#change({ status: "paused" });
  }

  /** Goes forward, or back by a negative number of seconds. */
  move(seconds: number): void {
    this.seek(this.position.value + seconds);
  }

  setRate(rate: Rate): void {
    this.#count();
    this.#change({ rate });
    this.#unison.reset();
    for (const piece of this.#pieces.all) piece.setRate(rate);
  }

  /** The next faster (+1) or slower (−1) speed. */
  stepRate(step: 1 | -1): void {
    const next = RATES[RATES.indexOf(this.state.value.rate) + step];
    if (next !== undefined) this.setRate(next);
  }

  setVolume(volume: number): void {
    this.#change({ volume: Math.max(0, Math.min(1, volume)), muted: volume === 0 });
    this.#loudness();
  }

  setMuted(muted: boolean): void {
    this.#change({ muted, ...(!muted && this.state.value.volume === 0 ? { volume: 1 } : {}) });
    this.#loudness();
  }

  setSkipping(skipping: boolean): void {
    this.#change({ skipping });
  }

  /** Says which pictures are looked at; the others are given back. */
  show(pictures: ReadonlySet<string>): void {
    this.#pictures = pictures;
    this.#arrange();
  }

  /** Takes fresh addresses of the files. */
  renew(clips: Timeline["clips"]): void {
    for (const piece of this.#pieces.renew(clips)) this.#prepare(piece);
  }

  close(): void {
    this.#cancelTick?.();
    this.#beginAnew();
    this.#pieces.close();
  }

  #change(change: Partial<PlaybackState>): void {
    this.state.update((state) => ({ ...state, ...change }));
  }

  #prepare(piece: Piece): void {
    const { rate, volume, muted } = this.state.value;
    piece.jump(this.position.value, this.#clock.now());
    piece.setRate(rate);
    if (piece.clip.kind !== "audio") return;
    piece.media.volume = volume;
    piece.media.muted = muted;
  }

  #loudness(): void {
    const { volume, muted } = this.state.value;
    for (const { clip, media } of this.#pieces.all) {
      if (clip.kind !== "audio") continue;
      media.volume = volume;
      media.muted = muted;
    }
  }

  #due(): readonly Piece[] {
    return this.#pieces.all.filter((piece) => holds(piece.clip, this.position.value));
  }

  #arrange(): void {
    this.#pieces.arrange(this.position.value, this.#pictures);
    if (this.#leader !== undefined && this.#pieces.get(this.#leader.clip.id) !== this.#leader)
      this.#leader = undefined;
  }

  #moveTo(position: number): void {
    this.position.set(position);
    this.#count();
    this.#leader = undefined;
    this.#late.clear();
    this.#arrange();
    for (const piece of this.#pieces.all) piece.jump(position, this.#clock.now());
  }

  #stop(status: "paused" | "ended"): void {
    this.#cancelTick?.();
    this.#cancelTick = undefined;
    this.#hush();
    this.#change({ status });
  }

  #hush(): void {
    this.#beginAnew();
    for (const { media } of this.#pieces.all) if (!media.paused) media.pause();
  }

  #beginAnew(): void {
    for (const cancel of this.#waits.values()) cancel();
    this.#waits.clear();
    this.#unison.reset();
  }

  #wait(): void {
    this.#waitingSince = this.#clock.now();
  }

  /** Counts time on from here. */
  #count(): void {
    this.#anchor = { position: this.position.value, at: this.#clock.now() };
  }

  #tick(): void {
    this.#cancelTick?.();
    this.#cancelTick = this.#clock.after(TICK, () => this.#tick());
    if (this.state.value.status === "playing") this.#goOn();
    else if (this.state.value.status === "waiting") this.#tryToGoOn();
  }

  #goOn(): void {
    this.position.set(this.#now());
    this.#count();
    if (this.position.value >= this.seconds) {
      this.position.set(this.seconds);
      this.#stop("ended");
      return;
    }
    const silence = this.#silenceHere();
    if (silence !== undefined) {
      this.seek(silence.end);
      return;
    }
    this.#arrange();
    if (this.#missing().length > 0) {
      this.#hush();
      this.#change({ status: "waiting" });
      this.#wait();
      return;
    }
    this.#keepTogether();
  }

  #now(): number {
    const { position, at } = this.#anchor;
    const leader = this.#leader;
    if (leader?.ready && !leader.over && !leader.failed && holds(leader.clip, position))
      return Math.max(position, leader.at);
    return position + ((this.#clock.now() - at) / 1000) * this.state.value.rate;
  }

  #silenceHere(): Span | undefined {
    if (!this.state.value.skipping) return undefined;
    return this.silences.find((silence) => holds(silence, this.position.value));
  }

  /** Sounds that are due and have not come; pictures are never waited for. */
  #missing(): readonly Piece[] {
    return this.#due().filter(
      ({ clip, ready, over, failed }) =>
        clip.kind === "audio" && !ready && !over && !failed && !this.#late.has(clip.id),
    );
  }

  #tryToGoOn(): void {
    if (this.#pieces.all.some(({ failed }) => failed)) this.onFault();
    const missing = this.#missing();
    if (missing.length > 0) {
      if (this.#clock.now() - this.#waitingSince < PATIENCE) return;
      for (const { clip } of missing) this.#late.add(clip.id);
    }
    this.#count();
    this.#change({ status: "playing" });
    this.#keepTogether();
  }

  #keepTogether(): void {
    const now = this.#clock.now();
    const due = this.#due();
    this.#leader = this.#leaderOf(due);
    for (const piece of this.#pieces.all)
      if (!due.includes(piece) && !piece.media.paused) piece.media.pause();
    for (const piece of due) {
      if (piece === this.#leader) piece.setRate(this.state.value.rate);
      else piece.follow(this.position.value, this.state.value.rate, now);
      if (piece.ready) this.#late.delete(piece.clip.id);
      if (piece.media.paused && !piece.failed && !piece.over && !this.#waits.has(piece)) this.#start(piece);
    }
    this.#gatherVoices(due, now);
    if (due.some(({ failed }) => failed)) this.onFault();
  }

  /** Voices that are ahead wait for the hindmost. */
  #gatherVoices(due: readonly Piece[], now: number): void {
    const { rate } = this.state.value;
    const voices = due.filter((piece) => piece.clip.kind === "audio" && piece.near(this.position.value));
    for (const [voice, milliseconds] of this.#unison.look(voices, rate, now)) {
      voice.media.pause();
      const goOn = () => {
        this.#waits.delete(voice);
        if (this.#pieces.get(voice.clip.id) === voice && !voice.failed && !voice.over) this.#start(voice);
      };
      this.#waits.set(voice, this.#clock.after(milliseconds, goOn));
    }
  }

  /** The sound that leads stays so until its end; a new one is the one that stays longest. */
  #leaderOf(due: readonly Piece[]): Piece | undefined {
    const able = due.filter(
      (piece) =>
        piece.clip.kind === "audio" &&
        piece.ready &&
        !piece.over &&
        !piece.failed &&
        Math.abs(piece.at - this.position.value) < TOO_FAR,
    );
    if (this.#leader !== undefined && able.includes(this.#leader)) return this.#leader;
    return able.toSorted((one, other) => other.clip.end - one.clip.end)[0];
  }

  #start(piece: Piece): void {
    piece.media.play().catch((error: unknown) => {
      if (!(error instanceof Error) || error.name !== "NotAllowedError") return; // paused again before it began
      this.pause();
      this.#change({ blocked: true });
    });
  }
}
