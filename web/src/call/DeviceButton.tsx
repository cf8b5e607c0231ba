import { ChevronUp, type IconNode } from "lucide";
import { useRef, useState } from "preact/hooks";
import { classes } from "../ui/classes.ts";
import { Icon } from "../ui/Icon.tsx";
import type { CallModel } from "./call-model.ts";
import type { OwnSource } from "./own-media.ts";
import { part } from "./part.tsx";
import styles from "./Toolbar.module.css";

const DeviceMenu = part(() => import("./DeviceMenu.tsx"));

interface DeviceButtonProps {
  model: CallModel;
  kind: "microphone" | "camera";
  icon: IconNode;
  source: OwnSource;
  label: string;
  choose: string;
  word: string;
  onPress: () => void;
  first?: boolean;
}

/** Switches a device on and off; the chevron beside it chooses among devices. */
export function DeviceButton(props: DeviceButtonProps) {
  const { model, kind, icon, source, label, choose, word, onPress, first = false } = props;
  const [open, setOpen] = useState(false);
  const chevron = useRef<HTMLButtonElement>(null);
  const off = source.state === "off";
  return (
    <div class={classes(styles.split, off && styles.off)} data-source={kind} data-state={source.state}>
      <div class={styles.both}>
        <button
          type="button"
          class={styles.switch}
          data-tool
          tabIndex={first ? 0 : -1}
          aria-label={label}
          title={label}
          aria-busy={source.state === "starting" || undefined}
          data-error={source.problem ?? undefined}
          onClick={onPress}
        >
          <Icon of={icon} />
        </button>
        <button
          ref={chevron}
          type="button"
          class={styles.chevron}
          data-tool
          tabIndex={-1}
          aria-label={choose}
          title={choose}
          aria-haspopup="menu"
          aria-expanded={open}
          onClick={() => setOpen(true)}
        >
          <Icon of={ChevronUp} size="small" />
        </button>
      </div>
      <span class={styles.word} aria-hidden="true">
        {word}
      </span>
      {open && (
        <DeviceMenu
          model={model}
          kind={kind}
          label={choose}
          opener={chevron}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  );
}
