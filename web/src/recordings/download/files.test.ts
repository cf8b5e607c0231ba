import { beforeEach, describe, expect, it } from "vitest";
import { Problem } from "../../api/problem.ts";
import type { ComposedFile, ComposedLayout } from "../../api/recordings.ts";
import { ScriptedClock } from "../../call/scripted-clock.ts";
import { Files, type FilesServer, REFRESH } from "./files.ts";

const file = (layout: ComposedLayout, some: Partial<ComposedFile> = {}): ComposedFile => ({
  id: layout,
  layout,
  state: "ready",
  percent: 100,
  paused: false,
  remaining: null,
  why: null,
  bytes: 1_000,
  ...some,
});

class ScriptedServer implements FilesServer {
  items: ComposedFile[] = [];
  reads = 0;
  fault: Problem | undefined;
  lost: Problem | undefined;
  files = async () => {
    this.reads += 1;
    if (this.lost) throw this.lost;
    return { items: this.items };
  };
  compose = async (layout: ComposedLayout) => {
    if (this.fault) throw this.fault;
    const made = file(layout, { state: "queued", percent: 0 });
    this.items = [...this.items, made];
    return made;
  };
  retryFile = async (id: string) => {
    const again = file(id as ComposedLayout, { state: "queued" });
    this.items = this.items.map((item) => (item.id === id ? again : item));
    return again;
  };
  dropFile = async (id: string) => {
    this.items = this.items.filter((item) => item.id !== id);
  };
}

let clock: ScriptedClock;
let server: ScriptedServer;
let files: Files;

beforeEach(async () => {
  clock = new ScriptedClock();
  server = new ScriptedServer();
  files = new Files(server, clock);
  await files.load();
});

describe("files made of a recording", () => {
  it("are made when asked for, and watched until they are there", async () => {
    await files.make("grid");
    expect(files.of("grid")?.state).toBe("queued");
    server.items = [file("grid", { state: "working", percent: 40, remaining: 180 })];
    await clock.advance(REFRESH);
    expect(files.of("grid")).toMatchObject({ percent: 40, remaining: 180 });
    server.items = [file("grid")];
    await clock.advance(REFRESH);
    const { reads } = server;
    await clock.advance(10 * REFRESH);
    expect(server.reads).toBe(reads);
  });

  it("are made again after a failure, or given up", async () => {
    server.items = [file("speaker", { state: "failed", why: "compose-failed" })];
    await files.load();
    await files.retry("speaker");
    expect(files.of("speaker")?.state).toBe("queued");
    await files.drop("speaker");
    expect(files.of("speaker")).toBeUndefined();
  });

  it("that cannot be made say why, and the others stay", async () => {
    server.items = [file("speaker")];
    await files.load();
    server.fault = new Problem("quota", 409, { used: 1, limit: 1 });
    await files.make("grid");
    expect(files.state.value).toMatchObject({ status: "ready", problem: { code: "quota" } });
    expect(files.of("speaker")).toBeDefined();
  });

  it("are watched on after a moment without the server, and stay in sight", async () => {
    await files.make("grid");
    server.lost = new Problem("net-signal", 0);
    await clock.advance(REFRESH);
    expect(files.state.value).toMatchObject({ status: "ready", problem: { code: "net-signal" } });
    server.lost = undefined;
    server.items = [file("grid")];
    await clock.advance(REFRESH);
    expect(files.of("grid")?.state).toBe("ready");
    expect(files.state.value.problem).toBeUndefined();
  });

  it("are not watched once nobody looks", async () => {
    await files.make("grid");
    files.close();
    const { reads } = server;
    await clock.advance(60_000);
    expect(server.reads).toBe(reads);
  });
});
