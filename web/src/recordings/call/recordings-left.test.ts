import { expect, test } from "vitest";
import { Problem } from "../../api/problem.ts";
import { ScriptedClock, settled } from "../../call/scripted-clock.ts";
import { LOOK_EVERY_MS, RecordingsLeft } from "./recordings-left.ts";

test("a recording is looked at until it is ready, and no longer", async () => {
  const clock = new ScriptedClock();
  const states = ["stopping", "captured", "ready"];
  let looks = 0;
  const left = new RecordingsLeft(["r1"], async () => states[Math.min(looks++, 2)] ?? "", clock);
  await left.look();
  expect(left.state.value.get("r1")).toBe("prepared");
  await clock.advance(LOOK_EVERY_MS * 10);
  expect(left.state.value.get("r1")).toBe("ready");
  expect(looks).toBe(3);
});

test("a recording that is gone or somebody else's is not looked at again", async () => {
  const left = new RecordingsLeft(
    ["r1"],
    () => Promise.reject(new Problem("not-there", 404)),
    new ScriptedClock(),
  );
  await left.look();
  expect(left.state.value.get("r1")).toBe("missing");
});

test("a server that does not answer is asked again", async () => {
  const clock = new ScriptedClock();
  let reached = false;
  const read = async () => {
    if (!reached) throw new Problem("net-signal", 0);
    return "running";
  };
  const left = new RecordingsLeft(["r1"], read, clock);
  await left.look();
  expect(left.state.value.get("r1")).toBe("unknown");
  reached = true;
  await clock.advance(LOOK_EVERY_MS);
  expect(left.state.value.get("r1")).toBe("goes-on");
});

test("a page that was left looks no more", async () => {
  const clock = new ScriptedClock();
  let looks = 0;
  const read = async () => {
    looks += 1;
    return "running";
  };
  const left = new RecordingsLeft(["r1"], read, clock);
  await left.look();
  left.close();
  await clock.advance(LOOK_EVERY_MS * 3);
  await settled();
  expect(looks).toBe(1);
});
