import { useText } from "../language/language.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Toggle } from "../ui/Toggle.tsx";
import { useStore } from "../ui/useStore.ts";
import styles from "./KeysDialog.module.css";
import { chooseKeys, keysOn } from "./keys-choice.ts";

const KEYS = [
  ["toggle", ["Space", "K"]],
  ["move-10", ["J", "L"]],
  ["move-5", ["←", "→"]],
  ["captions", ["C"]],
  ["full-screen", ["F"]],
  ["mute", ["M"]],
  ["rate", ["<", ">"]],
] as const;

/** The keys of the player; single keys can be switched off (WCAG 2.1.4). */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const on = useStore(keysOn);
  return (
    <Dialog title={t("player.keys")} onClose={onClose}>
      <Toggle label={t("player.keys-on")} checked={on} onChange={chooseKeys} />
      <dl class={styles.keys}>
        {KEYS.map(([name, keys]) => (
          <div key={name}>
            <dt>{t(`player.key-${name}`)}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key === "Space" ? t("player.key-space") : key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
