import { textNow } from "../language/language.ts";
import { toasts } from "../ui/toasts.ts";

/**
 * Copies the link to a second of the recording on this page, which for somebody who opened a share is that share's; where the
 * browser refuses, the toast shows it to copy by hand.
 */
export async function copyMoment(position: number): Promise<void> {
  const link = `${location.origin}${location.pathname}?t=${Math.floor(position)}`;
  try {
    await navigator.clipboard.writeText(link);
    toasts.show(textNow("rooms.link-copied"), { tone: "success" });
  } catch {
    toasts.show(textNow("rooms.link-not-copied", { link }), { tone: "warning" });
  }
}
