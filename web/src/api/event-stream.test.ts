import { describe, expect, it } from "vitest";
import { EventStreamParser, type StreamEvent } from "./event-stream.ts";

const parse = (...pieces: string[]): StreamEvent[] => {
  const parser = new EventStreamParser();
  return pieces.flatMap((piece) => parser.push(piece));
};

describe("an event stream", () => {
  it("gives an event at each empty line", () => {
    expect(parse('event: request\ndata: {"a":1}\n\ndata: x\n\n')).toEqual([
      { event: "request", data: '{"a":1}' },
      { event: "message", data: "x" },
    ]);
  });

  it("leaves out comments and events without data", () => {
    expect(parse(": keep open\n\nevent: nothing\n\n")).toEqual([]);
  });

  it("joins several lines of data", () => {
    expect(parse("data: a\ndata:b\n\n")).toEqual([{ event: "message", data: "a\nb" }]);
  });

  it("reads the same events however the text is cut", () => {
    const text = "event: request\r\ndata: one\r\n\r\n: c\r\ndata: deux\r\ndata: trois\r\n\r\n";
    const whole = parse(text);
    expect(whole).toHaveLength(2);
    for (let cut = 0; cut <= text.length; cut += 1) {
      expect(parse(text.slice(0, cut), text.slice(cut)), `cut at ${cut}`).toEqual(whole);
    }
    expect(parse(...text)).toEqual(whole);
  });

  it("does not grow with a block that never ends", () => {
    const parser = new EventStreamParser();
    for (let i = 0; i < 200; i += 1) parser.push("x".repeat(1_000));
    expect(parser.push("\ndata: still alive\n\n")).toEqual([{ event: "message", data: "still alive" }]);
  });
});
