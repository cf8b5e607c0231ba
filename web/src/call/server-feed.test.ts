import { beforeEach, describe, expect, test } from "vitest";
import type { CallState, ServerMessage } from "./protocol.ts";
import { ScriptedClock, settled } from "./scripted-clock.ts";
import { person, stateOf, UNREACHED } from "./scripted-server.ts";
import { ServerFeed } from "./server-feed.ts";

let clock: ScriptedClock;
let fetched: number;
let answer: () => Promise<CallState>;
let heard: string[];
let feed: ServerFeed;

beforeEach(() => {
  clock = new ScriptedClock();
  fetched = 0;
  heard = [];
  answer = async () => stateOf([person("me")], { seq: 10 });
  const fetchState = () => {
    fetched += 1;
    return answer();
  };
  const onMessage = (message: ServerMessage) =>
    heard.push(message.type === "floor" ? message.by : message.type);
  const onState = (state: CallState) => heard.push(`state ${state.seq}`);
  feed = new ServerFeed("call-1", fetchState, { onState, onMessage }, clock);
});

function arrives(seq: number, call = "call-1"): void {
  const text = JSON.stringify({ v: 1, call, seq, type: "visio.floor", data: { by: `m${seq}` } });
  feed.receive(new TextEncoder().encode(text));
}

describe("messages of the server", () => {
  test("that arrive before the snapshot are taken after it, in order, and old ones dropped", async () => {
    feed.refresh();
    for (const seq of [12, 9, 11]) arrives(seq);
    await settled();
    expect(heard).toEqual(["state 10", "m11", "m12"]);
  });

  test("are taken once each", async () => {
    feed.refresh();
    await settled();
    for (const seq of [11, 11, 12]) arrives(seq);
    expect(heard).toEqual(["state 10", "m11", "m12"]);
  });

  test("after a gap wait for a new snapshot", async () => {
    feed.refresh();
    await settled();
    answer = async () => stateOf([person("me")], { seq: 13 });
    arrives(14);
    arrives(15);
    await settled();
    expect(fetched).toBe(2);
    expect(heard).toEqual(["state 10", "state 13", "m14", "m15"]);
  });

  test("of another call are nothing to us", async () => {
    feed.refresh();
    await settled();
    arrives(11, "call-2");
    expect(heard).toEqual(["state 10"]);
  });

  test("that cannot be read ask for a new snapshot", async () => {
    feed.refresh();
    await settled();
    feed.receive(new TextEncoder().encode("{"));
    await settled();
    expect(fetched).toBe(2);
  });
});

test("a snapshot that fails is asked for again, with growing pauses", async () => {
  answer = () => Promise.reject(UNREACHED);
  feed.refresh();
  await settled();
  await clock.advance(500);
  expect(fetched).toBe(2);
  await clock.advance(999);
  expect(fetched).toBe(2);
  await clock.advance(1);
  expect(fetched).toBe(3);
});

test("a closed feed asks for nothing more", async () => {
  answer = () => Promise.reject(UNREACHED);
  feed.refresh();
  await settled();
  feed.close();
  await clock.advance(60_000);
  expect(fetched).toBe(1);
});
