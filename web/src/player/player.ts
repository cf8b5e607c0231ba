import type { Timeline } from "../api/recordings.ts";
import type { Clock } from "../ui/clock.ts";
import { Store } from "../ui/store.ts";
import type { MediaMaker } from "./pieces.ts";
import { Playback } from "./playback.ts";
import type { PlayerAct } from "./player-keys.ts";
import { clipsOf, type Layout, type Scene, sceneAt, sceneKey } from "./scene.ts";

/** Milliseconds between two questions for fresh addresses. */
export const RENEW_PAUSE = 30_000;

/** The player: what plays, what of it is seen, and whether there are captions. */
export class Player {
  readonly timeline: Timeline;
  readonly playback: Playback;
  readonly layout: Store<Layout>;
  readonly scene: Store<Scene>;
  readonly captions = new Store(false);
  readonly #clock: Clock;
  readonly #fresh: () => Promise<Timeline>;
  readonly #unsubscribe: () => void;
  #renewedAt = Number.NEGATIVE_INFINITY;

  /** @param fresh reads the time line again, with addresses that are valid. */
  constructor(
    timeline: Timeline,
    maker: MediaMaker,
    clock: Clock,
    fresh: () => Promise<Timeline>,
    startAt = 0,
  ) {
    this.timeline = timeline;
    this.playback = new Playback(timeline, maker, clock, startAt);
    const seen = timeline.clips.some(({ kind }) => kind === "video");
    this.layout = new Store<Layout>(seen ? "speaker" : "sound");
    this.scene = new Store(sceneAt(timeline, this.playback.position.value, this.layout.value));
    this.#clock = clock;
    this.#fresh = fresh;
    this.playback.show(clipsOf(this.scene.value));
    this.playback.onFault = () => void this.#renew();
    this.#unsubscribe = this.playback.position.subscribe(() => this.#look());
  }

  setLayout(layout: Layout): void {
    this.layout.set(layout);
    this.#look();
  }

  /** Does what a key stands for; full screen is the page's part. */
  act(act: PlayerAct): void {
    switch (act.act) {
      case "toggle":
        this.playback.toggle();
        break;
      case "move":
        this.playback.move(act.seconds);
        break;
      case "rate":
        this.playback.stepRate(act.step);
        break;
      case "mute":
        this.playback.setMuted(!this.playback.state.value.muted);
        break;
      case "captions":
        this.captions.update((on) => !on);
        break;
      case "full-screen":
        break;
    }
  }

  close(): void {
    this.#unsubscribe();
    this.playback.close();
  }

  #look(): void {
    const scene = sceneAt(this.timeline, this.playback.position.value, this.layout.value);
    if (sceneKey(scene) === sceneKey(this.scene.value)) return;
    this.playback.show(clipsOf(scene)); // first, so that whoever draws the scene finds its pictures
    this.scene.set(scene);
  }

  /** Addresses are valid for an hour; a pause may be longer. */
  async #renew(): Promise<void> {
    const now = this.#clock.now();
    if (now - this.#renewedAt < RENEW_PAUSE) return;
    this.#renewedAt = now;
    const timeline = await this.#fresh().catch(() => undefined); // then the next fault asks again
    if (timeline !== undefined) this.playback.renew(timeline.clips);
  }
}
