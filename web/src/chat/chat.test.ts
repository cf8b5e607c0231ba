import { beforeEach, describe, expect, test } from "vitest";
import { Problem } from "../api/problem.ts";
import type { ParticipantId } from "../call/identity.ts";
import { message, ScriptedServer } from "../call/scripted-server.ts";
import { Chat, MOST_MESSAGES } from "./chat.ts";

const ME = "me" as ParticipantId;
let server: ScriptedServer;
let chat: Chat;

beforeEach(() => {
  server = new ScriptedServer();
  let nonce = 0;
  const problemOf = (error: unknown) => ({ code: (error as Problem).code, params: {} });
  chat = new Chat(
    server,
    () => `nonce-${++nonce}`,
    problemOf,
    () => undefined,
  );
});

function texts(): string[] {
  return chat.view(ME).lines.map((line) => line.message.text);
}

describe("messages", () => {
  test("stand in the order in which the server took them", () => {
    chat.add(message("2", "Léa", "second", 20), ME);
    chat.add(message("1", "Léa", "first", 10), ME);
    expect(texts()).toEqual(["first", "second"]);
  });

  test("that come twice are shown once", () => {
    chat.add(message("1", "Léa", "once"), ME);
    chat.add(message("1", "Léa", "once"), ME);
    expect(texts()).toEqual(["once"]);
  });

  test("of one breath stand under one name", () => {
    chat.add(message("1", "Léa", "a", 0), ME);
    chat.add(message("2", "Léa", "b", 1_000), ME);
    chat.add(message("3", "Malik", "c", 2_000), ME);
    chat.add(message("4", "Malik", "d", 600_000), ME);
    chat.setOpen(true);
    chat.setOpen(false);
    expect(chat.view(ME).lines.map((line) => line.continued)).toEqual([false, true, false, false]);
  });

  test("count as unread while the panel is closed, and mine never do", () => {
    chat.add(message("1", "Léa", "a", 1), ME);
    chat.add(message("2", "me", "b", 2), ME);
    expect(chat.view(ME).unread).toBe(1);
    chat.setOpen(true);
    expect(chat.view(ME).unread).toBe(0);
    expect(chat.view(ME).lines[0]?.firstUnread).toBe(true);
    chat.add(message("3", "Léa", "c", 3), ME);
    expect(chat.view(ME).unread).toBe(0);
  });

  test("missed during an interruption come with the next snapshot", () => {
    chat.replace([message("1", "Léa", "a", 1)], null, ME);
    const missed = chat.replace([message("1", "Léa", "a", 1), message("2", "Léa", "b", 2)], null, ME);
    expect(missed.map((line) => line.text)).toEqual(["b"]);
    expect(texts()).toEqual(["a", "b"]);
  });

  test("that were deleted lose their text", () => {
    chat.add(message("1", "Léa", "secret"), ME);
    chat.markDeleted(message("1", "Léa", "").id);
    expect(texts()).toEqual([""]);
  });

  test("do not pile up for ever", () => {
    for (let count = 0; count < MOST_MESSAGES + 10; count += 1)
      chat.add(message(`${count}`, "Léa", "x", count), ME);
    expect(texts()).toHaveLength(MOST_MESSAGES);
  });
});

describe("sending", () => {
  test("empties the field once the server has the message", async () => {
    chat.write("  hello ");
    await chat.send(ME);
    expect(server.acts).toEqual(["chat hello"]);
    expect(chat.view(ME)).toMatchObject({ draft: "", sending: false, problem: null });
    expect(texts()).toEqual(["hello"]);
  });

  test("that fails keeps what was written and says why", async () => {
    server.failure = new Problem("too-many-attempts", 429);
    chat.write("hello");
    await chat.send(ME);
    expect(chat.view(ME)).toMatchObject({ draft: "hello", problem: { code: "too-many-attempts" } });
    chat.write("hello again");
    expect(chat.view(ME).problem).toBeNull();
  });

  test("of nothing does nothing", async () => {
    chat.write("   ");
    await chat.send(ME);
    expect(server.acts).toEqual([]);
  });

  test("keeps what was written meanwhile", async () => {
    chat.write("first");
    const sent = chat.send(ME);
    chat.write("second");
    await sent;
    expect(chat.view(ME).draft).toBe("second");
  });
});
