import { X } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { useText } from "../language/language.ts";
import { IconButton } from "./Button.tsx";
import styles from "./Dialog.module.css";

interface DialogProps {
  title: string;
  /** Called by Esc, the cross and a press beside the dialog; the owner then stops drawing it. */
  onClose: () => void;
  children: ComponentChildren;
  /** The row of buttons below; the least dangerous one bears `autofocus`. */
  actions?: ComponentChildren;
}

/** A modal dialog. The browser keeps Tab inside and gives the focus back to what opened it. */
export function Dialog({ title, onClose, children, actions }: DialogProps) {
  const t = useText();
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const opener = document.activeElement;
    const dialog = element.current;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the press beside the dialog is an extra; Esc does the same
    <dialog
      ref={element}
      class={styles.dialog}
      aria-labelledby={titleId}
      aria-modal="true"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === element.current && onClose()}
    >
      <div class={styles.content}>
        <div class={styles.head}>
          <h2 id={titleId}>{title}</h2>
          <IconButton icon={X} label={t("ui.close")} size="small" onClick={onClose} />
        </div>
        <div class={styles.body}>{children}</div>
        {actions && <div class={styles.actions}>{actions}</div>}
      </div>
    </dialog>
  );
}
