import { useId } from "preact/hooks";
import styles from "./RadioGroup.module.css";

interface RadioGroupProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string; hint?: string }[];
  onChange: (value: Value) => void;
}

/** One of a few, each with its own sentence. */
export function RadioGroup<Value extends string>({
  label,
  value,
  options,
  onChange,
}: RadioGroupProps<Value>) {
  const id = useId();
  return (
    <fieldset class={styles.group}>
      <legend>{label}</legend>
      {options.map((option) => (
        <label key={option.value} class={styles.choice}>
          <input
            type="radio"
            name={id}
            value={option.value}
            checked={option.value === value}
            aria-describedby={option.hint ? `${id}-${option.value}` : undefined}
            onChange={() => onChange(option.value)}
          />
          <span class={styles.label}>{option.label}</span>
          {option.hint && (
            <span id={`${id}-${option.value}`} class={styles.hint} aria-hidden="true">
              {option.hint}
            </span>
          )}
        </label>
      ))}
    </fieldset>
  );
}
