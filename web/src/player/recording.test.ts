import { beforeEach, describe, expect, it } from "vitest";
import { Problem } from "../api/problem.ts";
import type { Recording, Removal, Timeline } from "../api/recordings.ts";
import { ScriptedClock } from "../call/scripted-clock.ts";
import { REFRESH, RecordingModel, type RecordingReader } from "./recording.ts";

const TIMELINE: Timeline = {
  seconds: 60,
  clips: [],
  speaking: [],
  chapters: [],
  people: [],
  parts: [],
  gaps: [],
};

const REMOVAL: Removal = {
  id: "r1",
  participant: "p1",
  name: "Malik",
  state: "asked",
  asked_at: "2026-11-19T13:00:00Z",
  mine: false,
};

function recordingOf(some: Partial<Recording> = {}): Recording {
  return {
    id: "rec",
    title: "Budget",
    origin: "call",
    room: null,
    state: "ready",
    percent: null,
    problem: null,
    started_at: "2026-11-19T13:00:00Z",
    seconds: 60,
    bytes: 1_000,
    people: ["Léa"],
    declined: 0,
    parts: 1,
    picture: true,
    transcript: "ready",
    delete_on: "2027-02-17T13:00:00Z",
    role: "host",
    can: {
      play: true,
      read: true,
      download: true,
      edit: true,
      share: true,
      extend: true,
      delete: true,
      "remove-me": false,
    },
    ...some,
  };
}

class ScriptedServer implements RecordingReader {
  recording = recordingOf();
  asked: Removal[] = [];
  reads = 0;
  timelines = 0;
  fault: Problem | undefined;
  answers: string[] = [];
  read = async () => {
    this.reads += 1;
    if (this.fault) throw this.fault;
    return this.recording;
  };
  timeline = async () => {
    this.timelines += 1;
    return TIMELINE;
  };
  retry = async () => {
    this.recording = recordingOf({ state: "captured" });
    return this.recording;
  };
  rename = async (title: string) => recordingOf({ title });
  extend = async () => {
    if (this.fault) throw this.fault;
    return recordingOf({ delete_on: "2027-05-17T13:00:00Z" });
  };
  removals = async () => ({ items: this.asked });
  askRemoval = async () => REMOVAL;
  answerRemoval = async (id: string, answer: "accept" | "refuse") => {
    this.answers.push(`${answer} ${id}`);
    this.asked = [];
    return REMOVAL;
  };
}

let clock: ScriptedClock;
let server: ScriptedServer;
let model: RecordingModel;

beforeEach(() => {
  clock = new ScriptedClock();
  server = new ScriptedServer();
  model = new RecordingModel(server, clock);
});

describe("a recording", () => {
  it("can be played once it is ready", async () => {
    server.recording = recordingOf({ state: "captured", percent: 20 });
    await model.load();
    expect(model.state.value).toMatchObject({ recording: { percent: 20 }, timeline: undefined });
    server.recording = recordingOf();
    await clock.advance(REFRESH);
    expect(model.state.value.timeline).toBe(TIMELINE);
    await clock.advance(10 * REFRESH);
    expect(server.reads).toBe(2);
  });

  it("is looked at again after a moment without the server", async () => {
    server.recording = recordingOf({ state: "captured" });
    await model.load();
    server.fault = new Problem("net-signal", 0);
    await clock.advance(REFRESH);
    expect(model.state.value.problem?.code).toBe("net-signal");
    server.fault = undefined;
    server.recording = recordingOf();
    await clock.advance(REFRESH);
    expect(model.state.value).toMatchObject({ timeline: TIMELINE, problem: undefined });
  });

  it("is not asked for again once it may not be seen any more", async () => {
    server.recording = recordingOf({ state: "captured" });
    await model.load();
    server.fault = new Problem("not-there", 404);
    await clock.advance(10 * REFRESH);
    expect(server.reads).toBe(2);
  });

  it("learns that its text is there, and plays on meanwhile", async () => {
    server.recording = recordingOf({ transcript: "working" });
    await model.load();
    server.recording = recordingOf({ transcript: "ready" });
    await clock.advance(REFRESH);
    expect(model.state.value.recording?.transcript).toBe("ready");
    expect(server.timelines).toBe(1);
  });

  it("is taken anew once somebody was taken out", async () => {
    server.asked = [REMOVAL];
    await model.load();
    await model.answerRemoval("r1", "accept");
    expect(server.timelines).toBe(2);
  });

  it("that failed is prepared again when asked", async () => {
    server.recording = recordingOf({ state: "failed", problem: "disk-full" });
    await model.load();
    await model.retry();
    expect(model.state.value.recording?.state).toBe("captured");
  });

  it("that may not be seen says so", async () => {
    server.fault = new Problem("not-there", 404);
    await model.load();
    expect(model.state.value).toMatchObject({ status: "failed", problem: { code: "not-there" } });
  });

  it("keeps the title and the date that the server gives back", async () => {
    await model.load();
    await model.rename("Budget 2027");
    expect(model.state.value.recording?.title).toBe("Budget 2027");
    server.fault = new Problem("kept-longest", 409);
    expect(await model.extend()).toBe(false);
    expect(model.state.value).toMatchObject({
      fault: { code: "kept-longest" },
      recording: { title: "Budget 2027" },
    });
  });

  it("shows hosts who asks to be taken out, and takes their answer", async () => {
    server.asked = [REMOVAL, { ...REMOVAL, id: "r2", state: "refused" }];
    await model.load();
    expect(model.state.value.removals.map(({ id }) => id)).toEqual(["r1"]);
    await model.answerRemoval("r1", "accept");
    expect(server.answers).toEqual(["accept r1"]);
    expect(model.state.value.removals).toEqual([]);
  });

  it("answers a request once, however often it is pressed", async () => {
    server.asked = [REMOVAL];
    await model.load();
    const first = model.answerRemoval("r1", "refuse");
    expect(model.state.value.answering).toBe("r1");
    expect(await model.answerRemoval("r1", "refuse")).toBe(false);
    expect(await first).toBe(true);
    expect(server.answers).toEqual(["refuse r1"]);
    expect(model.state.value).toMatchObject({ answering: undefined, fault: undefined });
  });

  it("tells a dialog’s fault there alone, and no earlier one", async () => {
    await model.load();
    server.fault = new Problem("kept-longest", 409);
    await model.extend();
    const end = model.tellFaults();
    expect(model.state.value).toMatchObject({ fault: undefined, tellsFault: true });
    end();
    expect(model.state.value.tellsFault).toBe(false);
  });

  it("does not ask viewers’ servers who wants to be taken out", async () => {
    server.recording = recordingOf({ role: "viewer" });
    server.asked = [REMOVAL];
    await model.load();
    expect(model.state.value.removals).toEqual([]);
  });

  it("is not watched once the page is left", async () => {
    server.recording = recordingOf({ state: "captured" });
    await model.load();
    model.close();
    await clock.advance(60_000);
    expect(server.reads).toBe(1);
  });
});
