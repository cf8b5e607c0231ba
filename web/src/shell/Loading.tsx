import { useText } from "../language/language.ts";
import styles from "./Loading.module.css";

/** Grey lines where text will stand; they appear after 300 ms, so that what is fast never flickers. */
export function Loading() {
  const t = useText();
  return (
    <div class={styles.loading} aria-busy="true">
      <span class="visually-hidden">{t("shell.loading")}</span>
      <span class={styles.line} />
      <span class={styles.line} />
      <span class={styles.line} />
    </div>
  );
}
