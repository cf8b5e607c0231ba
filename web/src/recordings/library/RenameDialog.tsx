import { useState } from "preact/hooks";
import { useText } from "../../language/language.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Field } from "../../ui/Field.tsx";
import { LONGEST_TITLE } from "./recording-title.ts";

interface RenameDialogProps {
  title: string;
  /** Answers whether it was done; a failure is shown by the page. */
  onRename: (title: string) => Promise<boolean>;
  onClose: () => void;
}

/** Gives a recording another title. */
export function RenameDialog({ title, onRename, onClose }: RenameDialogProps) {
  const t = useText();
  const [name, setName] = useState(title);
  const [busy, setBusy] = useState(false);
  const rename = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    await onRename(name.trim());
    onClose();
  };
  return (
    <Dialog
      title={t("library.rename")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("library.keep-title")}</Button>
          <Button look="primary" type="submit" form="recording-title" busy={busy}>
            {t("library.save")}
          </Button>
        </>
      }
    >
      <form id="recording-title" onSubmit={(event) => void rename(event)} noValidate>
        <Field
          label={t("library.title-field")}
          value={name}
          onInput={setName}
          maxLength={LONGEST_TITLE}
          autoComplete="off"
        />
      </form>
    </Dialog>
  );
}
