import { useEffect, useState } from "preact/hooks";
import { type Level, LevelMeter } from "./level.ts";
import { SilenceWatch } from "./silence.ts";

/** Milliseconds between two readings: well under the 100 ms in which a meter must move. */
const READING = 50;

/** The level of a track and whether it has been silent for 20 s. */
export function useLevel(track: MediaStreamTrack | undefined): { level: Level; silent: boolean } {
  const [heard, setHeard] = useState({ level: 0, silent: false });
  useEffect(() => {
    setHeard({ level: 0, silent: false });
    if (track === undefined) return;
    const meter = new LevelMeter(track);
    const silence = new SilenceWatch(performance.now());
    const timer = setInterval(() => {
      const level = meter.read();
      setHeard({ level, silent: silence.read(level, performance.now()) });
    }, READING);
    return () => {
      clearInterval(timer);
      meter.close();
    };
  }, [track]);
  return heard;
}
