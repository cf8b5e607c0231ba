import type { CallModel } from "./call-model.ts";
import { sentence } from "./sentence.ts";

/** Puts the meeting's address on the clipboard, and says so. */
export async function copyMeetingLink(model: CallModel, code: string): Promise<void> {
  await copyText(model, `${location.origin}/${code}`);
}

/** Puts a text on the clipboard, and says whether that worked. */
export async function copyText(model: CallModel, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    model.tell(sentence("call.link.copied"));
  } catch {
    model.tell(sentence("call.link.not-copied")); // the browser may forbid it
  }
}
