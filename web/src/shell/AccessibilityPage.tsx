import { session } from "../accounts/session.ts";
import { useText } from "../language/language.ts";
import { useStore } from "../ui/useStore.ts";
import { ProsePage } from "./ProsePage.tsx";

/** `/accessibility`: what was checked, and by whom it was not. */
export default function AccessibilityPage() {
  const t = useText();
  const state = useStore(session);
  const contact = state.status === "ready" ? state.instance.contact : null;
  return (
    <ProsePage title={t("shell.accessibility-title")}>
      <p>{t("shell.accessibility-not-audited")}</p>
      <h2>{t("shell.accessibility-checked")}</h2>
      <ul>
        <li>{t("shell.accessibility-automatic")}</li>
        <li>{t("shell.accessibility-keyboard")}</li>
        <li>{t("shell.accessibility-contrast")}</li>
      </ul>
      <h2>{t("shell.accessibility-missing")}</h2>
      <p>{t("shell.accessibility-missing-text")}</p>
      {contact && <p>{t("shell.accessibility-contact", { contact })}</p>}
    </ProsePage>
  );
}
