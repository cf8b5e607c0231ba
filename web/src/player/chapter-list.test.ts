import { expect, test } from "vitest";
import { Problem } from "../api/problem.ts";
import type { Chapter } from "../api/recordings.ts";
import { ChapterList, type ChapterServer } from "./chapter-list.ts";

const SHARE: Chapter = { id: null, at: 5, title: "Léa", kind: "share" };
const VOTE: Chapter = { id: "c1", at: 20, title: "Vote", kind: "manual" };

class ScriptedChapters implements ChapterServer {
  items = [SHARE];
  refuses: Problem | undefined;

  addChapter = async (at: number, title: string) => this.#answer([...this.items, { ...VOTE, at, title }]);
  removeChapter = async (id: string) => this.#answer(this.items.filter((item) => item.id !== id));

  #answer(items: Chapter[]): { items: Chapter[] } {
    if (this.refuses !== undefined) throw this.refuses;
    this.items = items;
    return { items };
  }
}

test("what the server answers is what is seen", async () => {
  const list = new ChapterList([SHARE], new ScriptedChapters());
  expect(await list.add(20, "Vote")).toBeUndefined();
  expect(list.items.value).toEqual([SHARE, VOTE]);
  expect(await list.remove("c1")).toBeUndefined();
  expect(list.items.value).toEqual([SHARE]);
});

test("a refusal is told and changes nothing", async () => {
  const server = new ScriptedChapters();
  server.refuses = new Problem("too-many-chapters", 409);
  const list = new ChapterList([SHARE], server);
  expect(await list.add(20, "Vote")).toMatchObject({ code: "too-many-chapters" });
  expect(list.items.value).toEqual([SHARE]);
});
