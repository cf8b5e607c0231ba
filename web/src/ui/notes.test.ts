import { afterEach, expect, it, vi } from "vitest";
import { ScriptedClock } from "../call/scripted-clock.ts";
import { playNotes } from "./notes.ts";

afterEach(() => vi.unstubAllGlobals());

it("a sound that the browser does not allow leaves nothing open", async () => {
  const closed: string[] = [];
  const node = {
    connect: () => node,
    gain: { linearRampToValueAtTime: () => undefined },
    start() {},
    stop() {},
  };
  /** As one that was never allowed to begin: its time stands still, and no note ends. */
  class Suspended {
    readonly currentTime = 0;
    readonly state = "suspended";
    async close() {
      closed.push("closed");
    }
  }
  vi.stubGlobal("AudioContext", Suspended);
  for (const kind of ["OscillatorNode", "GainNode"])
    vi.stubGlobal(
      kind,
      class {
        constructor() {
          // biome-ignore lint/correctness/noConstructorReturn: every node is the same one
          return node;
        }
      },
    );
  const clock = new ScriptedClock();
  playNotes([{ frequency: 440, begin: 0.2 }], clock);
  await clock.advance(1_000);
  expect(closed).toEqual([]);
  await clock.advance(200);
  expect(closed).toEqual(["closed"]);
});
