import type { Clock } from "../ui/clock.ts";

interface Task {
  readonly at: number;
  readonly run: () => void;
}

/** Virtual time for tests: nothing happens until `advance` is called. */
export class ScriptedClock implements Clock {
  #now = 0;
  #tasks: Task[] = [];

  now(): number {
    return this.#now;
  }

  after(delay: number, run: () => void): () => void {
    const task = { at: this.#now + delay, run };
    this.#tasks.push(task);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== task);
    };
  }

  /** Moves time on by `milliseconds` and runs what falls due, in order; promises settle in between. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await settled();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      const due = next;
      this.#now = due.at;
      this.#tasks = this.#tasks.filter((task) => task !== due);
      due.run();
      await settled();
    }
    this.#now = end;
    await settled();
  }

  #next(end: number): Task | undefined {
    return this.#tasks.filter((task) => task.at <= end).sort((one, other) => one.at - other.at)[0];
  }
}

/** Lets every promise that can settle do so. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
