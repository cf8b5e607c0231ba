import { beforeEach, describe, expect, it } from "vitest";
import { Problem } from "../../api/problem.ts";
import type { RecordingItem } from "../../api/recordings.ts";
import { ScriptedClock } from "../../call/scripted-clock.ts";
import type { LibraryQuery } from "../recording-server.ts";
import { Library, type LibraryServer, REFRESH, SEARCH_PAUSE } from "./library.ts";

const NOTHING: RecordingItem["can"] = {
  play: true,
  read: true,
  download: false,
  edit: false,
  share: false,
  extend: false,
  delete: false,
  "remove-me": false,
};

const item = (id: string, some: Partial<RecordingItem> = {}): RecordingItem => ({
  id,
  title: id,
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
  can: { ...NOTHING, delete: true, extend: true },
  ...some,
});

class ScriptedServer implements LibraryServer {
  items = [item("one"), item("two", { can: { ...NOTHING, extend: true } })];
  asked: LibraryQuery[] = [];
  done: string[] = [];
  fault: Problem | undefined;
  next: string | null = null;
  list: LibraryServer["list"] = async (query) => {
    this.asked.push(query);
    if (this.fault) throw this.fault;
    const { next } = this;
    this.next = null;
    return { items: this.items, next, quota: { used: 2_000, limit: 10_000 } };
  };
  of(id: string) {
    const act = (what: string) => async () => {
      if (id === "refused") throw new Problem("not-allowed", 403);
      this.done.push(`${what} ${id}`);
      if (what === "delete") this.items = this.items.filter((other) => other.id !== id);
      return item(id);
    };
    return {
      rename: (title: string) => act(`rename to ${title}:`)(),
      extend: act("extend"),
      delete: act("delete") as () => Promise<never>,
    };
  }
}

let clock: ScriptedClock;
let server: ScriptedServer;
let library: Library;

beforeEach(async () => {
  clock = new ScriptedClock();
  server = new ScriptedServer();
  library = new Library(clock, server);
  await library.load();
});

describe("the library", () => {
  it("lists what one may see, with the storage used", () => {
    expect(library.state.value).toMatchObject({ status: "ready", quota: { used: 2_000, limit: 10_000 } });
    expect(library.state.value.items.map(({ id }) => id)).toEqual(["one", "two"]);
  });

  it("adds the next page to the one that is there", async () => {
    server.next = "page-2";
    await library.load();
    server.items = [item("three")];
    await library.more();
    expect(server.asked.at(-1)?.cursor).toBe("page-2");
    expect(library.state.value.items.map(({ id }) => id)).toEqual(["one", "two", "three"]);
  });

  it("searches when one has stopped typing", async () => {
    for (const typed of ["b", "bu", "budget "]) library.search(typed);
    await clock.advance(SEARCH_PAUSE - 1);
    expect(server.asked).toHaveLength(1);
    await clock.advance(1);
    expect(server.asked.slice(1)).toEqual([{ kind: "mine", search: "budget" }]);
  });

  it("shows no more of the last search once another is typed", async () => {
    server.next = "page-2";
    await library.load();
    library.search("budget");
    await library.more();
    expect(server.asked).toHaveLength(2);
    server.next = "budget-2";
    await clock.advance(SEARCH_PAUSE);
    await library.more();
    expect(server.asked.at(-1)).toMatchObject({ search: "budget", cursor: "budget-2" });
  });

  it("drops the answer to an older question", async () => {
    const answers: ((items: RecordingItem[]) => void)[] = [];
    server.list = () =>
      new Promise((resolve) => answers.push((items) => resolve({ items, next: null, quota: null })));
    const first = library.choose("shared");
    const second = library.choose("mine");
    answers[1]?.([item("mine")]);
    answers[0]?.([item("shared")]);
    await Promise.all([first, second]);
    expect(library.state.value.items.map(({ id }) => id)).toEqual(["mine"]);
  });

  it("reads again while something is being prepared, and not after", async () => {
    server.items = [item("one", { state: "captured", percent: 40 })];
    await library.load();
    const before = server.asked.length;
    server.items = [item("one")];
    await clock.advance(REFRESH);
    expect(server.asked).toHaveLength(before + 1);
    await clock.advance(10 * REFRESH);
    expect(server.asked).toHaveLength(before + 1);
  });

  it("keeps what it showed when it cannot be read again", async () => {
    server.fault = new Problem("net-signal", 0);
    await library.load();
    expect(library.state.value).toMatchObject({ status: "failed", problem: { code: "net-signal" } });
    expect(library.state.value.items).toHaveLength(2);
  });

  it("deletes several, and only those that one may delete", async () => {
    library.selectAll(true);
    const ids = library.chosen("delete").map(({ id }) => id);
    expect(await library.delete(ids)).toBe(true);
    expect(server.done).toEqual(["delete one"]);
    expect(library.state.value.items.map(({ id }) => id)).toEqual(["two"]);
    expect(library.state.value.selected.size).toBe(0);
  });

  it("keeps the choice and says why when one of several is refused", async () => {
    library.select("one", true);
    expect(await library.extend(["one", "refused", "two"])).toBe(false);
    expect(server.done).toEqual(["extend one"]);
    expect(library.state.value).toMatchObject({ busy: false, fault: { code: "not-allowed" } });
    expect([...library.state.value.selected]).toEqual(["one"]);
  });

  it("counts nothing among those chosen that is deleted already", async () => {
    library.selectAll(true);
    expect(await library.delete(["one", "refused"])).toBe(false);
    expect([...library.state.value.selected]).toEqual(["two"]);
  });

  it("forgets a choice that is taken back", () => {
    library.select("one", true);
    library.select("one", false);
    expect(library.chosen("extend")).toEqual([]);
  });

  it("asks nothing more once it is closed", async () => {
    server.items = [item("one", { state: "captured" })];
    await library.load();
    library.search("x");
    const before = server.asked.length;
    library.close();
    await clock.advance(60_000);
    expect(server.asked).toHaveLength(before);
  });
});
