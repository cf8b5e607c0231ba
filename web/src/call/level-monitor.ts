/** How often the loudness is told, in milliseconds. */
const EVERY_MS = 100;

/** Listens to the own microphone while it is off. The sound stays in the page; only its loudness is told. */
export class LevelMonitor {
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;
  #track: MediaStreamTrack | null = null;

  constructor(private readonly tell: (level: number) => void) {}

  /** Begins to listen to a copy of `track`: the copy hears although the track itself is off. */
  start(track: MediaStreamTrack): void {
    this.stop();
    if (track.readyState !== "live") return;
    const copy = track.clone();
    copy.enabled = true;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1_024;
    context.createMediaStreamSource(new MediaStream([copy])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#track = copy;
    this.#context = context;
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      this.tell(rootMeanSquare(samples));
    }, EVERY_MS);
  }

  /** Stops listening and releases the copy: the device is no longer open because of it. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#track?.stop();
    void this.#context?.close();
    this.#timer = null;
    this.#track = null;
    this.#context = null;
  }
}

function rootMeanSquare(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}
