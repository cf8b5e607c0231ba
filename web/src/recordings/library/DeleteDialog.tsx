import type { RecordingItem } from "../../api/recordings.ts";
import { useLocale, useText } from "../../language/language.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { toasts } from "../../ui/toasts.ts";
import { useStore } from "../../ui/useStore.ts";
import type { Library } from "./library.ts";
import { recordingTitle } from "./recording-title.ts";

interface DeleteDialogProps {
  library: Library;
  recordings: readonly RecordingItem[];
  onClose: () => void;
}

/** Asks before recordings are deleted; says which and what goes with them. */
export function DeleteDialog({ library, recordings, onClose }: DeleteDialogProps) {
  const t = useText();
  const locale = useLocale();
  const { busy } = useStore(library.state);
  const count = recordings.length;
  const remove = async () => {
    const done = await library.delete(recordings.map(({ id }) => id));
    if (done) toasts.show(t("library.deleted", { count }), { tone: "success" });
    onClose();
  };
  return (
    <Dialog
      title={t("library.delete-count", { count })}
      onClose={onClose}
      actions={
        <>
          <Button autofocus onClick={onClose}>
            {t("library.keep", { count })}
          </Button>
          <Button look="danger" busy={busy} onClick={() => void remove()}>
            {t("library.delete-count", { count })}
          </Button>
        </>
      }
    >
      <ul>
        {recordings.slice(0, 10).map((recording) => (
          <li key={recording.id}>
            <b>{recordingTitle(recording, locale, t)}</b>
          </li>
        ))}
      </ul>
      {count > 10 && <p>{t("library.and-more", { count: count - 10 })}</p>}
      <p>{t("library.delete-text")}</p>
    </Dialog>
  );
}
