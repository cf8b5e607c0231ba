/** Time as an input: models never read a clock of their own. Milliseconds since some fixed moment. */
export interface Clock {
  now(): number;
  /** Calls back after `delay` milliseconds, unless the function given back is called first. */
  after(delay: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (delay, callback) => {
    const timer = setTimeout(callback, delay);
    return () => clearTimeout(timer);
  },
};
