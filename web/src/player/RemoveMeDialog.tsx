import { useEffect, useState } from "preact/hooks";
import { useProblemText, useText } from "../language/language.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Notice } from "../ui/Notice.tsx";
import { toasts } from "../ui/toasts.ts";
import { useStore } from "../ui/useStore.ts";
import type { RecordingModel } from "./recording.ts";

/** Asks the owner to take one's own sound and picture out. */
export function RemoveMeDialog({ model, onClose }: { model: RecordingModel; onClose: () => void }) {
  const t = useText();
  const sentence = useProblemText();
  const { fault } = useStore(model.state);
  const [busy, setBusy] = useState(false);
  useEffect(() => model.tellFaults(), [model]);
  const ask = async () => {
    setBusy(true);
    const asked = await model.askRemoval();
    setBusy(false);
    if (!asked) return;
    toasts.show(t("player.removal-asked"), { tone: "success" });
    onClose();
  };
  return (
    <Dialog
      title={t("player.remove-me")}
      onClose={onClose}
      actions={
        <>
          <Button autofocus onClick={onClose}>
            {t("player.stay-recorded")}
          </Button>
          <Button look="danger" busy={busy} onClick={() => void ask()}>
            {t("player.ask-removal")}
          </Button>
        </>
      }
    >
      <p>{t("player.remove-me-text")}</p>
      {fault && (
        <Notice tone="danger" code={fault.code}>
          {sentence(fault)}
        </Notice>
      )}
    </Dialog>
  );
}
