import type { Room, TextStreamHandler } from "livekit-client";
import { expect, test, vi } from "vitest";
import { settled } from "../call/scripted-clock.ts";
import type { Transcription } from "./captions.ts";
import { listenToWords } from "./word-streams.ts";

const ATTRIBUTES = { "lk.segment_id": "s1", "lk.transcribed_track_id": "TR_1" };

/** A stream arrives in these pieces from this sender. */
async function arrive(pieces: AsyncIterable<string>, identity = "media-captioner"): Promise<Transcription[]> {
  const heard: Transcription[] = [];
  let handle: TextStreamHandler | undefined;
  const registerTextStreamHandler = vi.fn((_topic: string, handler: TextStreamHandler) => {
    handle = handler;
  });
  listenToWords({ registerTextStreamHandler } as unknown as Room, (words) => heard.push(words));
  const reader = Object.assign(pieces, { info: { attributes: ATTRIBUTES } });
  handle?.(reader as unknown as Parameters<TextStreamHandler>[0], { identity });
  await settled();
  return heard;
}

async function* piecesOf(...pieces: string[]): AsyncGenerator<string> {
  yield* pieces;
}

test("the pieces of a stream are one text, with the sender that the engine names", async () => {
  expect(await arrive(piecesOf("Bon", "jour"))).toMatchObject([
    { sender: "media-captioner", segment: "s1", track: "TR_1", text: "Bonjour" },
  ]);
});

test("a stream that does not end is left unread", async () => {
  let given = 0;
  async function* endless(): AsyncGenerator<string> {
    for (;;) {
      given += 1;
      yield "x".repeat(1_000);
    }
  }
  expect(await arrive(endless())).toEqual([]);
  expect(given).toBeLessThan(20);
});

test("a stream that breaks off says nothing", async () => {
  async function* broken(): AsyncGenerator<string> {
    yield "Bon";
    throw new Error("the sender has gone");
  }
  expect(await arrive(broken())).toEqual([]);
});
