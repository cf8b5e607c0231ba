import { useState } from "preact/hooks";
import { useText } from "../language/language.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Field } from "../ui/Field.tsx";
import styles from "./lists.module.css";
import { DEFAULT_SHORTCUTS, keysText, SHORTCUT_ACTIONS } from "./shortcuts.ts";
import { ON_MAC } from "./useShortcuts.ts";

/** All shortcuts, with a search. */
export default function ShortcutList({ onClose }: { onClose: () => void }) {
  const t = useText();
  const [query, setQuery] = useState("");
  const wanted = query.trim().toLocaleLowerCase();
  const found = SHORTCUT_ACTIONS.map((action) => ({ action, name: t(`call.shortcut.${action}`) })).filter(
    ({ name }) => name.toLocaleLowerCase().includes(wanted),
  );
  return (
    <Dialog title={t("call.shortcuts.title")} onClose={onClose}>
      <Field label={t("call.shortcuts.search")} maxLength={50} value={query} onInput={setQuery} />
      <dl class={styles.keys}>
        {found.map(({ action, name }) => (
          <div key={action}>
            <dt>{name}</dt>
            <dd>
              {DEFAULT_SHORTCUTS[action].map((keys) => (
                <kbd key={keysText(keys, ON_MAC)}>{keysText(keys, ON_MAC)}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
