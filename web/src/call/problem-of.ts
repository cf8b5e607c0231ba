import { Problem } from "../api/problem.ts";
import { MediaError } from "./media-room.ts";
import type { Params } from "./sentence.ts";

/** What server or engine refused, by its code. Throws what is neither. */
export function problemOf(error: unknown): { code: string; params: Params } {
  if (error instanceof Problem) return { code: error.code, params: error.params };
  if (error instanceof MediaError) return { code: error.code, params: {} };
  throw error;
}

/** For acts whose refusal changes nothing. Throws what is no refusal. */
export function ignoreProblem(error: unknown): void {
  if (!(error instanceof Problem)) throw error;
}
