import { describe, expect, it } from "vitest";
import { Announcer, GATHER } from "./announcer.ts";
import type { Clock } from "./clock.ts";

/** A clock that goes on only when told. */
class HandClock implements Clock {
  #now = 0;
  #due: { at: number; callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(delay: number, callback: () => void): () => void {
    const entry = { at: this.#now + delay, callback };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((other) => other !== entry);
    };
  }

  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = this.#due.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#due = this.#due.filter((entry) => entry !== next);
      this.#now = next.at;
      next.callback();
    }
    this.#now = end;
  }
}

function page() {
  const clock = new HandClock();
  const announcer = new Announcer(clock);
  const heard: string[] = [];
  announcer.polite.subscribe(() => heard.push(announcer.polite.value.text));
  announcer.assertive.subscribe(() => heard.push(`! ${announcer.assertive.value.text}`));
  return { clock, announcer, heard };
}

const joined = (subject: string) => ({
  merge: "joined",
  subject,
  say: (names: readonly string[]) =>
    names.length > 1 ? `${names.length} people joined` : `${names[0]} joined`,
});

describe("announcements", () => {
  it("make one sentence of what happens together", () => {
    const { clock, announcer, heard } = page();
    for (const name of ["Léa", "Malik", "Tom"]) announcer.announce(joined(name));
    clock.pass(GATHER);
    expect(heard).toEqual(["3 people joined"]);
  });

  it("come at most once in two seconds", () => {
    const { clock, announcer, heard } = page();
    announcer.say("one");
    announcer.say("two");
    clock.pass(1_999);
    expect(heard).toEqual(["one"]);
    clock.pass(1);
    expect(heard).toEqual(["one", "two"]);
  });

  it("merge with what still waits", () => {
    const { clock, announcer, heard } = page();
    announcer.say("Microphone off");
    clock.pass(0);
    announcer.announce(joined("Léa"));
    clock.pass(1_000);
    announcer.announce(joined("Malik"));
    clock.pass(1_000);
    expect(heard).toEqual(["Microphone off", "2 people joined"]);
  });

  it("are dropped when they would be ten seconds old", () => {
    const { clock, announcer, heard } = page();
    for (let i = 0; i < 8; i += 1) announcer.say(String(i));
    clock.pass(60_000);
    expect(heard).toEqual(["0", "1", "2", "3", "4"]);
  });

  it("do not wait when they are assertive", () => {
    const { clock, announcer, heard } = page();
    announcer.say("one");
    clock.pass(0);
    announcer.announce({ say: () => "Léa turned off your microphone.", assertive: true });
    expect(heard).toEqual(["one", "! Léa turned off your microphone."]);
  });

  it("say the same sentence twice when it happens twice", () => {
    const { clock, announcer, heard } = page();
    announcer.say("Microphone off");
    clock.pass(5_000);
    announcer.say("Microphone off");
    clock.pass(5_000);
    expect(heard).toEqual(["Microphone off", "Microphone off"]);
  });

  it("stop when the page ends", () => {
    const { clock, announcer, heard } = page();
    announcer.say("one");
    announcer.close();
    clock.pass(60_000);
    expect(heard).toEqual([]);
  });
});
