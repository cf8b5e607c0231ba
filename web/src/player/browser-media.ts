import { createMedia } from "./media.ts";
import type { MediaMaker } from "./pieces.ts";

/** A sound of 0.1 s (Opus in WebM) whose first timestamp is 5 s. */
const PROBE =
  "GkXfo59ChoEBQveBAULygQRC84EIQoKEd2VibUKHgQRChYECGFOAZwEAAAAAAAH5EU2bdLpNu4tTq4QVSalmU6yBoU27i1OrhBZU" +
  "rmtTrIHGTbuMU6uEElTDZ1OsggEwTbuMU6uEHFO7a1OsggHi7AEAAAAAAABZAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" +
  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAVSalmoCrXsYMPQkBNgIRM" +
  "YXZmV0GETGF2ZkSJiECz7QAAAAAAFlSua+WuAQAAAAAAAFzXgQFzxYgAAAAAAAAAAZyBACK1nIN1bmSIgQCGhkFfT1BVU1aqg2Mu" +
  "oFa7hATEtACDgQLhkZ+BAbWIQOdwAAAAAABiZIEQY6KTT3B1c0hlYWQBATgBgLsAAAAAABJUw2fSc3PPY8CLY8WIAAAAAAAAAAFn" +
  "yJlFo4dFTkNPREVSRIeMTGF2YyBsaWJvcHVzZ8iiRaOIRFVSQVRJT05Eh5QwMDowMDowNS4xMDEwMDAwMDAAAB9DtnXW54ITgaOL" +
  "gQAAgAgL5LmgvISjioEAFYAIB8azDsajioEAKYAIB8azDsajioEAPYAIB8azDsajioEAUYAIB8azDsagk6GKgQBlAAgHxrMOxnWi" +
  "hADN/mAcU7trkruQs4ITgbeK94EB8YIBh/CBBA==";
/** Milliseconds after which a browser that says nothing is taken to keep timestamps. */
const PROBE_TIME = 3_000;

let found: Promise<boolean> | undefined;

/**
 * Whether this browser moves a file's first timestamp to 0, as Firefox does, instead of keeping it, as Chromium does.
 * Seen by a file of 0.1 s that says it begins at 5 s: moved, what is buffered ends long before the duration.
 */
export function shiftsTimestamps(): Promise<boolean> {
  found ??= probe();
  return found;
}

async function probe(): Promise<boolean> {
  const bytes = Uint8Array.from(atob(PROBE), (character) => character.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: "audio/webm" }));
  const media = createMedia("audio");
  try {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PROBE_TIME);
      const done = () => {
        clearTimeout(timer);
        resolve();
      };
      media.addEventListener("canplaythrough", done, { once: true });
      media.addEventListener("error", done, { once: true });
      media.src = address;
    });
    const { buffered, duration } = media;
    return buffered.length > 0 && buffered.end(buffered.length - 1) < duration - 1;
  } finally {
    media.removeAttribute("src");
    media.load();
    URL.revokeObjectURL(address);
  }
}

/** Elements of this browser. */
export async function browserMaker(): Promise<MediaMaker> {
  const shifted = await shiftsTimestamps();
  return { create: createMedia, shifted };
}
