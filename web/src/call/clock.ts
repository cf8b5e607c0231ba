/** Time as an input: the model never reads a clock of its own. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number;
  /** Runs `task` once, `delay` milliseconds from now, unless the returned function is called first. */
  after(delay: number, task: () => void): Cancel;
}

export type Cancel = () => void;

/** The browser's clock. */
export const browserClock: Clock = {
  now: () => performance.now(),
  after(delay, task) {
    const timer = setTimeout(task, delay);
    return () => {
      clearTimeout(timer);
    };
  },
};
