import { textNow } from "../../language/language.ts";
import { toasts } from "../../ui/toasts.ts";

/** Copies a link; where the browser refuses, it stays to be read in the dialog. */
export async function copyShareLink(link: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(link);
    toasts.show(textNow("rooms.link-copied"), { tone: "success" });
  } catch {
    toasts.show(textNow("rooms.link-not-copied", { link }), { tone: "warning" });
  }
}
