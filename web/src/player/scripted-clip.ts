import type { Clip } from "../api/recordings.ts";

/** A voice of a minute, for tests; another clip by what `some` says. */
export const scriptedClip = (id: string, some: Partial<Clip> = {}): Clip => ({
  id,
  track: id,
  participant: id,
  name: id,
  kind: "audio",
  source: "microphone",
  start: 0,
  end: 60,
  offset: 0,
  spans: [[some.start ?? 0, some.end ?? 60]],
  url: id,
  width: null,
  height: null,
  ...some,
});
