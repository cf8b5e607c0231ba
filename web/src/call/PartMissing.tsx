import { useText } from "../language/language.ts";
import styles from "./CallScreen.module.css";

/** In place of a part that could not be loaded. */
export function PartMissing() {
  const t = useText();
  return (
    <p class={styles.missing} role="alert" data-error="part-missing">
      {t("call.part-missing")}
    </p>
  );
}
