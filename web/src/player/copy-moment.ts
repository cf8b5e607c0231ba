import { textNow } from "../language/language.ts";
import { toasts } from "../ui/toasts.ts";

/** Copies the link to a second of a recording; where the browser refuses, the toast shows it to copy by hand. */
export async function copyMoment(recording: string, position: number): Promise<void> {
  const link = `${location.origin}/recordings/${recording}?t=${Math.floor(position)}`;
  try {
    await navigator.clipboard.writeText(link);
    toasts.show(textNow("rooms.link-copied"), { tone: "success" });
  } catch {
    toasts.show(textNow("rooms.link-not-copied", { link }), { tone: "warning" });
  }
}
