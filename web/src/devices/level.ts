/** Loudness of a sound, from 0 (silence, below −60 dB) to 1 (full scale). */
export type Level = number;

const FLOOR_DECIBEL = -60;

/** From the root mean square of samples between −1 and 1 to a level that grows as the ear hears. */
export function levelOf(samples: Float32Array): Level {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const root = Math.sqrt(sum / Math.max(1, samples.length));
  if (root === 0) return 0;
  const decibel = 20 * Math.log10(root);
  return Math.min(1, Math.max(0, 1 - decibel / FLOOR_DECIBEL));
}

/** Listens to a track without playing it. One audio context each; `close` ends it. */
export class LevelMeter {
  readonly #context = new AudioContext();
  readonly #analyser = this.#context.createAnalyser();
  readonly #samples: Float32Array<ArrayBuffer>;

  constructor(track: MediaStreamTrack) {
    this.#analyser.fftSize = 1024; // 21 ms at 48 kHz
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(this.#analyser);
    if (this.#context.state === "suspended") void this.#context.resume();
  }

  /** The level at this moment. */
  read(): Level {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return levelOf(this.#samples);
  }

  close(): void {
    void this.#context.close();
  }
}
