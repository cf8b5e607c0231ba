import { ChevronDown, Leaf } from "lucide";
import { useText } from "../language/language.ts";
import { Icon } from "../ui/Icon.tsx";
import { Menu, MenuGroup, MenuItem } from "../ui/Menu.tsx";
import type { CallModel } from "./call-model.ts";
import type { CallView } from "./call-view.ts";
import styles from "./DataSaver.module.css";
import { SAVER_MODES } from "./data-saver.ts";
import badge from "./HeaderBadge.module.css";

interface DataSaverProps {
  model: CallModel;
  view: CallView;
}

/** The choices of the data saver, for a menu. */
export function DataSaverItems({ model, view: { saver } }: DataSaverProps) {
  const t = useText();
  return (
    <MenuGroup label={t("call.saver.heading")}>
      {SAVER_MODES.map((mode) => (
        <MenuItem
          key={mode}
          kind="radio"
          checked={saver.mode === mode}
          onSelect={() => model.saver.choose(mode)}
        >
          {t(`call.saver.${mode}`)}
        </MenuItem>
      ))}
      {saver.mode === "audio" && (
        <MenuItem
          kind="checkbox"
          checked={saver.presentations}
          onSelect={() => model.saver.togglePresentations()}
        >
          {t("call.saver.presentations")}
        </MenuItem>
      )}
    </MenuGroup>
  );
}

/** The mark in the header while not everything is received; it opens the choices. */
export function DataSaverBadge({ model, view }: DataSaverProps) {
  const t = useText();
  const { mode } = view.saver;
  if (mode === "auto") return null;
  const word = t(`call.saver.badge.${mode}`);
  return (
    <Menu
      label={t("call.saver")}
      trigger={(trigger) => (
        <button
          {...trigger}
          type="button"
          class={badge.badge}
          aria-label={t("call.saver.badge", { mode: word })}
          title={t("call.saver.badge", { mode: word })}
          data-saver={mode}
        >
          <Icon of={Leaf} size="small" />
          <span class={styles.word}>{word}</span>
          <Icon of={ChevronDown} size="small" />
        </button>
      )}
    >
      <DataSaverItems model={model} view={view} />
    </Menu>
  );
}
