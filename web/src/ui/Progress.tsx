import { useId } from "preact/hooks";
import { useLocale } from "../language/language.ts";
import styles from "./Progress.module.css";

interface ProgressProps {
  label: string;
  /** 0–100; null while it is not known. */
  percent: number | null;
}

/** How far work is, with the figure beside the bar. */
export function Progress({ label, percent }: ProgressProps) {
  const id = useId();
  const shown = new Intl.NumberFormat(useLocale(), { style: "percent", maximumFractionDigits: 0 });
  return (
    <span class={styles.progress}>
      <label for={id} class="visually-hidden">
        {label}
      </label>
      <progress id={id} max={100} {...(percent === null ? {} : { value: percent })} />
      {percent !== null && <span class={styles.figure}>{shown.format(percent / 100)}</span>}
    </span>
  );
}
