import { beforeEach, describe, expect, test } from "vitest";
import { Problem } from "../../api/problem.ts";
import type { ParticipantId } from "../../call/identity.ts";
import { settled } from "../../call/scripted-clock.ts";
import { CallRecording, type RecordingServer, type RecordingTeller } from "./call-recording.ts";
import type { RecordingInCall } from "./recording.ts";

const LÉA = "Léa" as ParticipantId;
const ME = "me" as ParticipantId;

let acts: string[];
let told: string[];
let refuses: boolean;
let recording: CallRecording;

/** I am in a call in which nothing was recorded so far. */
beforeEach(() => {
  acts = [];
  told = [];
  refuses = false;
  recording = makeRecording();
  recording.take({ recording: null, recordingTerms: null });
});

function makeRecording(): CallRecording {
  const act = (name: string) => async () => {
    acts.push(name);
    if (refuses) throw new Problem("net-signal", 0);
  };
  const server: RecordingServer = {
    askToRecord: act("ask"),
    stopRecording: act("stop"),
    pauseRecording: act("pause"),
    resumeRecording: act("resume"),
    wishForRecording: act("wish"),
    answerRecording: async (id, accept) => act(`${accept ? "accept" : "refuse"} ${id}`)(),
  };
  const teller = new Proxy({} as RecordingTeller, {
    get:
      (_, name: string) =>
      (...words: unknown[]) =>
        told.push([name, ...words].join(" ")),
  });
  const attempt = (wanted: (server: RecordingServer) => Promise<void>) =>
    wanted(server).then(
      () => true,
      () => false,
    );
  return new CallRecording(attempt, teller, () => undefined);
}

function now(change: Partial<RecordingInCall> = {}): RecordingInCall {
  return {
    id: "recording-1",
    state: "announcing",
    picture: true,
    keepSound: true,
    transcript: true,
    language: null,
    startedAt: null,
    askedAt: 0,
    answerBy: 30_000,
    by: "Léa",
    deleteOn: "2027-02-24",
    strict: false,
    part: 1,
    written: new Set(),
    problem: null,
    mine: "asked",
    answers: new Map(),
    ...change,
  };
}

const running = (change: Partial<RecordingInCall> = {}) =>
  now({ state: "running", startedAt: 3_000, written: new Set([LÉA]), ...change });

describe("consent", () => {
  test("is asked for once, until I answer", async () => {
    recording.hear(now(), null);
    expect(recording.view.asks).toBe(true);
    await recording.answer("recording-1", true);
    expect(acts).toEqual(["accept recording-1"]);
    expect(recording.view.asks).toBe(false);
    recording.hear(running({ mine: "accepted" }), null);
    expect(recording.view.asks).toBe(false);
  });

  test("is asked for again when the answer did not arrive", async () => {
    recording.hear(now(), null);
    refuses = true;
    await recording.answer("recording-1", false);
    expect(recording.view.asks).toBe(true);
  });

  test("that was not given in time is told as a refusal that can be changed", async () => {
    recording.hear(running(), null);
    recording.hear(running({ mine: "refused" }), null);
    expect(recording.view.asks).toBe(false);
    expect(told).toContain("notRecorded");
    await recording.answer("recording-1", true);
    expect(acts).toEqual(["accept recording-1"]);
  });

  test("that I refused myself is not told again", async () => {
    recording.hear(now(), null);
    await recording.answer("recording-1", false);
    recording.hear(now({ mine: "refused" }), null);
    expect(told).toEqual([]);
  });

  test("is not asked of the host who has just asked everybody", () => {
    recording.hear(now({ mine: "accepted" }), null);
    expect(recording.view.asks).toBe(false);
  });

  test("is not asked for while the recording is being closed", () => {
    recording.hear(now({ state: "stopping" }), null);
    expect(recording.view.asks).toBe(false);
  });
});

describe("what is told of a recording", () => {
  test("is that it has begun, paused, gone on and ended", () => {
    recording.hear(now(), null);
    recording.hear(running(), null);
    recording.hear(running({ written: new Set([LÉA, ME]) }), null);
    recording.hear(running({ state: "paused" }), null);
    recording.hear(running(), null);
    recording.hear(running({ state: "stopping" }), null);
    recording.hear(null, "stopped");
    expect(told).toEqual([
      "recordingStarted",
      "recordingPaused",
      "recordingResumed",
      "recordingEnded stopped true ",
    ]);
  });

  test("is that it was interrupted and goes on with another part", () => {
    recording.hear(running(), null);
    told.length = 0;
    recording.hear(running({ state: "interrupted", problem: "rec-broken" }), null);
    recording.hear(running({ part: 2 }), null);
    expect(told).toEqual(["recordingInterrupted", "recordingNewPart 2"]);
  });

  test("is what went wrong while it runs, once", () => {
    recording.hear(running(), null);
    told.length = 0;
    recording.hear(running({ problem: "recording-limit-near" }), null);
    recording.hear(running({ problem: "recording-limit-near", part: 1 }), null);
    expect(told).toEqual(["recordingProblem recording-limit-near"]);
  });

  test("is why it ended by itself", () => {
    recording.hear(running(), null);
    recording.hear(null, "stopped", "recording-limit");
    expect(told.at(-1)).toBe("recordingEnded stopped true recording-limit");
  });

  test("is that it never began", () => {
    recording.hear(now(), null);
    recording.hear(null, "failed");
    expect(told).toEqual(["recordingEnded failed false "]);
    expect(recording.view.made).toEqual([]);
  });

  test("is that it runs, to somebody who came in without accepting", () => {
    const late = makeRecording();
    late.take({ recording: running({ mine: "refused" }), recordingTerms: null });
    expect(told).toEqual(["recordingRuns"]);
  });

  test("is nothing to somebody who accepted at the door", () => {
    const late = makeRecording();
    late.take({ recording: running({ mine: "accepted" }), recordingTerms: null });
    expect(told).toEqual([]);
  });

  test("is what a snapshot after an outage shows to be different", () => {
    recording.take({ recording: running({ mine: "accepted" }), recordingTerms: null });
    recording.take({ recording: null, recordingTerms: null });
    expect(told).toEqual(["recordingStarted", "recordingEnded stopped true "]);
  });

  test("is not an end of what I saw nothing of: I was asked, was away, and there is none", () => {
    recording.hear(now(), null);
    recording.take({ recording: null, recordingTerms: null });
    expect(told).toEqual(["recordingGone"]);
    expect(recording.view).toMatchObject({ now: null, asks: false });
  });

  test("is a wish for one, unless there is one already", () => {
    recording.wished("Malik");
    recording.hear(running(), null);
    recording.wished("Malik");
    expect(told.filter((word) => word.startsWith("recordingWished"))).toEqual(["recordingWished Malik"]);
  });
});

describe("who is left out", () => {
  const leftOut = (id: ParticipantId, sends = true) => recording.leavesOut({ id, self: id === ME, sends });

  test("is whoever sends and is not written", () => {
    recording.hear(running(), null);
    expect([leftOut(LÉA), leftOut(ME)]).toEqual([false, true]);
  });

  test("is nobody while nothing is written on purpose", () => {
    recording.hear(running({ state: "paused", written: new Set() }), null);
    expect(leftOut(LÉA)).toBe(false);
  });

  test("is not somebody who accepted and sends nothing just now", () => {
    recording.hear(running({ written: new Set(), mine: "accepted" }), null);
    expect([leftOut(ME, false), leftOut(LÉA, false)]).toEqual([false, false]);
  });

  test("is somebody who refused, also while they send nothing, for those who may know", () => {
    const answers = new Map([[LÉA, "refused" as const]]);
    recording.hear(running({ written: new Set(), mine: "withdrawn", answers }), null);
    expect([leftOut(ME, false), leftOut(LÉA, false)]).toEqual([true, true]);
  });
});

test("two presses are one act", async () => {
  const both = [recording.stop(), recording.stop()];
  expect(recording.view.busy).toBe(true);
  await Promise.all(both);
  await settled();
  expect(acts).toEqual(["stop"]);
  expect(recording.view.busy).toBe(false);
});

test("the page after the call knows what was kept, and nothing that was dropped", () => {
  recording.hear(running(), null);
  recording.hear(null, "stopped");
  recording.hear(running({ id: "recording-2" }), null);
  recording.hear(null, "too-short");
  expect(recording.view.made).toEqual([{ id: "recording-1", deleteOn: "2027-02-24" }]);
});
