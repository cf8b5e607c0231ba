import { describe, expect, it } from "vitest";
import { readDestination } from "./join-field.ts";

const ORIGIN = "https://visio.example.org";
const read = (typed: string) => readDestination(typed, ORIGIN);
const room = (code: string) => ({ kind: "room", code });

describe("the field “Link or code”", () => {
  it.each([
    "abc-defg-hij",
    "abcdefghij",
    "ABC-DEFG-HIJ",
    " abc defg hij ",
    "abc–defg–hij",
    "https://visio.example.org/abc-defg-hij",
    "http://visio.example.org/abcdefghij?x=1#y",
    "visio.example.org/abc-defg-hij",
    "visio.example.org/abc-defg-hij/settings",
    "/abc-defg-hij",
  ])("reads %j as the room abc-defg-hij", (typed) => {
    expect(read(typed)).toEqual(room("abc-defg-hij"));
  });

  it("reads a readable name in any case", () => {
    expect(read("Equipe-Numerique")).toEqual(room("equipe-numerique"));
    expect(read("room-2")).toEqual(room("room-2"));
  });

  it("names the host of a link that belongs to another installation", () => {
    const address = "https://meet.example.com/abc-defg-hij";
    expect(read(address)).toEqual({ kind: "elsewhere", host: "meet.example.com", address });
  });

  it("tells two ports of one name apart", () => {
    expect(read("https://visio.example.org:8443/abc-defg-hij")).toMatchObject({ kind: "elsewhere" });
    expect(readDestination("localhost:8000/abc-defg-hij", "http://localhost:8000")).toEqual(
      room("abc-defg-hij"),
    );
  });

  it("says when nothing was typed", () => {
    expect(read("  ")).toEqual({ kind: "empty" });
  });

  it.each([
    "a",
    "é",
    "<script>",
    "https://visio.example.org/",
    "javascript:alert(1)",
    "a".repeat(60),
    "-ab-",
  ])("cannot read %j", (typed) => {
    expect(read(typed)).toEqual({ kind: "unreadable" });
  });
});
