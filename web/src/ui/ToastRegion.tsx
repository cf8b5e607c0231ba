import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from "lucide";
import { useText } from "../language/language.ts";
import { Button, IconButton } from "./Button.tsx";
import { classes } from "./classes.ts";
import { Icon } from "./Icon.tsx";
import styles from "./ToastRegion.module.css";
import { type Toast, type Toasts, toasts } from "./toasts.ts";
import { useStore } from "./useStore.ts";

const ICONS = { info: Info, warning: TriangleAlert, danger: CircleAlert, success: CircleCheck };

/** Bottom left of the page; not a live region, since the announcer says each toast once. */
export function ToastRegion({ of = toasts }: { of?: Toasts }) {
  const t = useText();
  const shown = useStore(of.shown);
  return (
    <section class={styles.region} aria-label={t("ui.toasts")} hidden={shown.length === 0}>
      <ul class={styles.list}>
        {shown.map((toast) => (
          <ToastItem key={toast.id} toast={toast} onClose={() => of.dismiss(toast.id)} />
        ))}
      </ul>
    </section>
  );
}

function ToastItem({ toast, onClose }: { toast: Toast; onClose: () => void }) {
  const t = useText();
  return (
    <li
      class={classes(styles.toast, styles[toast.tone])}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <Icon of={ICONS[toast.tone]} />
      <p>{toast.text}</p>
      {toast.actions.map((action) => (
        <Button
          key={action.label}
          size="small"
          onClick={() => {
            onClose();
            action.act();
          }}
        >
          {action.label}
        </Button>
      ))}
      <IconButton icon={X} label={t("ui.close")} size="small" onClick={onClose} />
    </li>
  );
}
