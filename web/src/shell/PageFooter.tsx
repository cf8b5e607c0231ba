import { session } from "../accounts/session.ts";
import { useText } from "../language/language.ts";
import { useStore } from "../ui/useStore.ts";
import styles from "./PageFooter.module.css";

export function PageFooter() {
  const t = useText();
  const state = useStore(session);
  const contact = state.status === "ready" ? state.instance.contact : null;
  return (
    <footer class={styles.footer}>
      <div class={styles.inside}>
        <p>
          {contact ? t("shell.contact", { contact }) : state.status === "ready" ? state.instance.name : ""}
        </p>
        <ul class={styles.links}>
          <li>
            <a href="/accessibility">{t("shell.accessibility-status")}</a>
          </li>
          <li>
            <a href="/legal/notice">{t("shell.legal")}</a>
          </li>
          <li>
            <a href="/legal/privacy">{t("shell.privacy")}</a>
          </li>
        </ul>
      </div>
    </footer>
  );
}
