import { beforeEach, describe, expect, it } from "vitest";
import { Problem } from "../api/problem.ts";
import type { Transcript } from "../api/recordings.ts";
import { ScriptedClock, settled } from "../call/scripted-clock.ts";
import { transcriptOf, turnOf } from "./scripted-text.ts";
import { REFRESH, TranscriptModel, type TranscriptServer } from "./transcript.ts";

const TURNS = [turnOf(0, "lea", 0, "good morning all"), turnOf(1, "malik", 5, "morning")];

class ScriptedServer implements TranscriptServer {
  text = transcriptOf(TURNS);
  reads = 0;
  done: unknown[] = [];
  fault: Problem | undefined;
  transcript = async () => {
    this.reads += 1;
    if (this.fault) throw this.fault;
    return this.text;
  };
  #act = async (...what: unknown[]): Promise<Transcript> => {
    if (this.fault) throw this.fault;
    this.done.push(what);
    return this.text;
  };
  retryTranscript = (wish = {}) => this.#act("retry", wish);
  cancelTranscript = async () => void (await this.#act("cancel"));
  changeTurn = (turn: number, change: object) => this.#act("turn", turn, change);
  renameSpeaker = (speaker: string, name: string) => this.#act("rename", speaker, name);
  restore = (version: number) => this.#act("restore", version);
  review = (reviewed: boolean) => this.#act("review", reviewed);
  history = async (cursor?: string) => ({
    items: [
      {
        version: cursor === undefined ? 3 : 2,
        at: "2026-11-19T14:00:00Z",
        by: "Léa",
        turn: 0,
        speaker: null,
        before: "a",
        after: "b",
        restored: null,
      },
    ],
    next: cursor === undefined ? "older" : null,
  });
}

let clock: ScriptedClock;
let server: ScriptedServer;
let model: TranscriptModel;

beforeEach(async () => {
  clock = new ScriptedClock();
  server = new ScriptedServer();
  model = new TranscriptModel(server, clock);
  await model.load();
});

describe("the text of a recording", () => {
  it("is read again while it is being made, and not once it is there", async () => {
    server.text = transcriptOf([], { state: "working", percent: 30 });
    await model.load();
    const before = server.reads;
    server.text = transcriptOf(TURNS);
    await clock.advance(REFRESH);
    expect(model.state.value.text?.state).toBe("ready");
    await clock.advance(10 * REFRESH);
    expect(server.reads).toBe(before + 1);
  });

  it("is searched, from one match to the next and round the end", () => {
    model.search("morning");
    expect(model.state.value).toMatchObject({ current: 0, matches: [{ turn: 0 }, { turn: 1 }] });
    expect(model.step(1)).toMatchObject({ turn: 1 });
    expect(model.step(1)).toMatchObject({ turn: 0 });
    expect(model.step(-1)).toMatchObject({ turn: 1 });
    model.search("nothing of it");
    expect(model.state.value.current).toBe(-1);
    expect(model.step(1)).toBeUndefined();
  });

  it("is corrected, and read again", async () => {
    server.text = transcriptOf([turnOf(0, "lea", 0, "good evening all")]);
    expect(await model.changeTurn(0, { text: "good evening all" })).toBe(true);
    expect(server.done).toEqual([["turn", 0, { text: "good evening all" }]]);
    expect(model.turns).toHaveLength(1);
  });

  it("stays as it is when a change is refused, and says why", async () => {
    server.fault = new Problem("too-many-changes", 409, { limit: 1000 });
    expect(await model.renameSpeaker("lea", "Léa")).toBe(false);
    expect(model.state.value).toMatchObject({ fault: { code: "too-many-changes" }, busy: false });
    expect(model.turns).toHaveLength(2);
  });

  it("keeps corrections unless one says to give them up", async () => {
    await model.retry();
    await model.retry({ replace: true, language: "fr", vocabulary: ["ANSSI"] });
    expect(server.done).toEqual([
      ["retry", {}],
      ["retry", { replace: true, language: "fr", vocabulary: ["ANSSI"] }],
    ]);
  });

  it("tells what was changed, page by page, and goes back to a version", async () => {
    await model.readHistory();
    await model.moreHistory();
    expect(model.changes.value?.items.map(({ version }) => version)).toEqual([3, 2]);
    await model.restore(2);
    expect(server.done).toEqual([["restore", 2]]);
    expect(model.changes.value?.items).toHaveLength(1);
  });

  it("is not asked for any more once the page is closed", async () => {
    server.text = transcriptOf([], { state: "queued" });
    await model.load();
    const before = server.reads;
    model.close();
    await clock.advance(60_000);
    await settled();
    expect(server.reads).toBe(before);
  });
});

it("a dialog begins without the fault of an earlier act, and takes its own away", async () => {
  server.fault = new Problem("not-allowed", 403);
  await model.review(true);
  expect(model.state.value).toMatchObject({ fault: { code: "not-allowed" }, tellsFault: false });
  const end = model.tellFaults();
  expect(model.state.value).toMatchObject({ fault: undefined, tellsFault: true });
  await model.renameSpeaker("lea", "Léa");
  expect(model.state.value).toMatchObject({ fault: { code: "not-allowed" }, tellsFault: true });
  end();
  expect(model.state.value).toMatchObject({ fault: undefined, tellsFault: false });
});
