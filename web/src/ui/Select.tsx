import { ChevronDown, type IconNode } from "lucide";
import { useId } from "preact/hooks";
import { Icon } from "./Icon.tsx";
import styles from "./Select.module.css";

interface SelectProps<Value extends string> {
  label: string;
  /** Only screen readers get the label; an icon then stands in its place. */
  labelHidden?: boolean;
  icon?: IconNode;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
  disabled?: boolean;
}

/** A choice among few or many, drawn by the browser. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, labelHidden = false, icon, value, options, onChange, disabled = false } = props;
  const id = useId();
  return (
    <div class={styles.field}>
      <label for={id} class={labelHidden ? "visually-hidden" : styles.label}>
        {label}
      </label>
      <span class={icon ? styles.boxWithIcon : styles.box}>
        {icon && <Icon of={icon} />}
        <select
          id={id}
          class={styles.select}
          value={value}
          disabled={disabled}
          onChange={(event) => onChange(event.currentTarget.value as Value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <Icon of={ChevronDown} />
      </span>
    </div>
  );
}
