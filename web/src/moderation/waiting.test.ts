import { expect, test } from "vitest";
import type { RequestId } from "../call/identity.ts";
import type { WaitingPerson } from "../call/protocol.ts";
import { TELL_EVERY_MS, Waiting } from "./waiting.ts";

function asks(id: string, askedAt: number): WaitingPerson {
  return { id: id as RequestId, name: id, guest: true, askedAt, device: null };
}

test("people stand in order of their requests, and only newcomers are told", () => {
  const waiting = new Waiting();
  expect(waiting.replace([asks("b", 2), asks("a", 1)], 2).map((person) => person.id)).toEqual(["a", "b"]);
  expect(waiting.replace([asks("a", 1), asks("b", 2), asks("c", 3)], 3).map((person) => person.id)).toEqual([
    "c",
  ]);
});

test("an answer under way ends when the person is gone from the list", () => {
  const waiting = new Waiting();
  const request = "a" as RequestId;
  waiting.replace([asks("a", 1)], 1);
  waiting.answering(request, true);
  waiting.replace([], 0);
  waiting.replace([asks("a", 1)], 1);
  expect(waiting.answered.size).toBe(0);
});

test("arrivals are told at most every ten seconds", () => {
  const waiting = new Waiting();
  expect([0, 5_000, TELL_EVERY_MS].map((now) => waiting.mayTell(now))).toEqual([true, false, true]);
});
