const KEY = "visio.name";

/** The name a guest gave last, kept on this device only. */
export const readOwnName = (): string => localStorage.getItem(KEY) ?? "";

export const keepOwnName = (name: string): void => localStorage.setItem(KEY, name);
