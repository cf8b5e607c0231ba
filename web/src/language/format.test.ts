import { describe, expect, it } from "vitest";
import { argumentsOf, compile } from "../../build/icu.ts";
import { format, type Values } from "./format.ts";

const say = (message: string, values: Values = {}, locale = "en-GB") =>
  format<never>(compile(message), locale, values, {}).join("");

describe("a message", () => {
  it("may be plain text, even empty", () => {
    expect(say("Join")).toBe("Join");
    expect(say("")).toBe("");
  });

  it("holds values as they are, never as markup or pattern", () => {
    expect(say("Hello, {name}", { name: "<b>{x}</b>" })).toBe("Hello, <b>{x}</b>");
  });

  it("chooses the plural of the language", () => {
    const en = "{count, plural, =0 {nobody} one {# person} other {# people}}";
    expect([0, 1, 2, 1200].map((count) => say(en, { count }))).toEqual([
      "nobody",
      "1 person",
      "2 people",
      "1,200 people",
    ]);
    const fr = "{count, plural, one {# autre} other {# autres}}";
    expect([0, 1, 2].map((count) => say(fr, { count }, "fr"))).toEqual(["0 autre", "1 autre", "2 autres"]);
  });

  it("chooses a case by a word, also one with a hyphen, and else the last", () => {
    const message = "{reason, select, too_long {80 at most} other {write it}}";
    expect(say(message, { reason: "too-long" })).toBe("80 at most");
    expect(say(message, { reason: "anything" })).toBe("write it");
    expect(say(message)).toBe("write it");
  });

  it("may nest choices", () => {
    const message = "{on, select, yes {{count, plural, one {# mic} other {# mics}}} other {none}}";
    expect(say(message, { on: "yes", count: 2 })).toBe("2 mics");
  });

  it("gives what stands between its tags to the view", () => {
    const parts = format(
      compile("Press <key>M</key> now"),
      "en",
      {},
      { key: (children) => ({ key: children }) },
    );
    expect(parts).toEqual(["Press ", { key: ["M"] }, " now"]);
    expect(say("Press <key>M</key> now")).toBe("Press M now");
  });

  it("names its arguments, for comparing languages", () => {
    expect(argumentsOf("{a} {n, plural, other {# {b} <i>x</i>}}")).toEqual(["<i>", "a", "b", "n"]);
  });

  it("stops the build when it is broken, and says which", () => {
    expect(() => compile("{count, plural,")).toThrow("{count, plural,");
  });
});
