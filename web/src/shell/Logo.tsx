import styles from "./Logo.module.css";

/** The mark: a picture with one's own in its corner. */
export function Logo() {
  return (
    <svg class={styles.logo} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path
        class={styles.picture}
        d="M9 4h14a7 7 0 0 1 7 7v5.5h-7.5a5 5 0 0 0-5 5V28H9a7 7 0 0 1-7-7V11a7 7 0 0 1 7-7z"
      />
      <rect class={styles.own} x="20" y="19" width="10" height="9" rx="3.2" />
    </svg>
  );
}
