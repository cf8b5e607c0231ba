import { useRef } from "preact/hooks";
import styles from "./Tabs.module.css";

interface TabsProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
  /** The id of what they change; each tab's own id is that and its value. */
  controls: string;
}

/** Views of the same thing, one at a time. Arrow keys go from one to the next (WAI-ARIA APG, tabs). */
export function Tabs<Value extends string>({ label, value, options, onChange, controls }: TabsProps<Value>) {
  const list = useRef<HTMLDivElement>(null);
  const go = (event: KeyboardEvent) => {
    const at = options.findIndex((option) => option.value === value);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: options.length - 1 }[event.key];
    const option = next === undefined ? undefined : options[(next + options.length) % options.length];
    if (option === undefined) return;
    event.preventDefault();
    onChange(option.value);
    list.current?.querySelector<HTMLElement>(`#${controls}-${option.value}`)?.focus();
  };
  return (
    <div ref={list} class={styles.tabs} role="tablist" aria-label={label} tabIndex={-1} onKeyDown={go}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="tab"
          id={`${controls}-${option.value}`}
          aria-controls={controls}
          aria-selected={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          class={styles.tab}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
