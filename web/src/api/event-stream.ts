/** One event of a `text/event-stream` body. */
export interface StreamEvent {
  event: string;
  data: string;
}

/** Longest unfinished block kept, in characters: a server that never ends a block cannot fill the memory. */
const MOST_PENDING = 65_536;

/** Splits the text of a stream into events (WHATWG HTML §9.2.6, without ids and retry, which we do not use). */
export class EventStreamParser {
  #line = "";
  #event = "";
  #data: string[] = [];

  /** Takes a piece of text of any length; gives the events that it completed. */
  push(text: string): StreamEvent[] {
    const lines = (this.#line + text).split(/\r\n|\n|\r(?!$)/);
    this.#line = (lines.pop() ?? "").slice(-MOST_PENDING);
    return lines.flatMap((line) => this.#take(line));
  }

  #take(line: string): StreamEvent[] {
    if (line === "") return this.#complete();
    const colon = line.indexOf(":");
    if (colon === 0) return []; // a comment keeps the connection open
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.#event = value;
    if (field === "data" && this.#data.join("").length < MOST_PENDING) this.#data.push(value);
    return [];
  }

  #complete(): StreamEvent[] {
    const event = { event: this.#event || "message", data: this.#data.join("\n") };
    const empty = this.#data.length === 0;
    this.#event = "";
    this.#data = [];
    return empty ? [] : [event];
  }
}

/** The events of a stream until it ends. */
export async function* readEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const parser = new EventStreamParser();
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    await reader.cancel().catch(() => undefined); // already closed by the other side
  }
}
