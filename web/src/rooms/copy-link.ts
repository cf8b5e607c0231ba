import { textNow } from "../language/language.ts";
import { toasts } from "../ui/toasts.ts";

/** The address that lets others find a room. */
export const linkOf = (code: string): string => `${location.origin}/${code}`;

/** Copies a room's link and says so; where the browser refuses, the toast shows the link to copy by hand. */
export async function copyLink(code: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(linkOf(code));
    toasts.show(textNow("rooms.link-copied"), { tone: "success" });
  } catch {
    toasts.show(textNow("rooms.link-not-copied", { link: linkOf(code) }), { tone: "warning" });
  }
}
