import { useId } from "preact/hooks";
import styles from "./Range.module.css";

interface RangeProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  /** The value as it is read: "20 pixels". */
  words: string;
  onInput: (value: number) => void;
}

/** A number between two others, drawn by the browser. */
export function Range({ label, value, min, max, step, words, onInput }: RangeProps) {
  const id = useId();
  return (
    <div class={styles.field}>
      <label for={id}>{label}</label>
      <output for={id}>{words}</output>
      <input
        id={id}
        type="range"
        class={styles.range}
        value={value}
        min={min}
        max={max}
        step={step}
        aria-valuetext={words}
        onInput={(event) => onInput(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}
