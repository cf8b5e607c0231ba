import { useProblemText, useText } from "../language/language.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Notice } from "../ui/Notice.tsx";
import { useStore } from "../ui/useStore.ts";
import type { TranscriptModel } from "./transcript.ts";

/** Makes the text anew; corrections are given up only when that is said. */
export function RetryDialog({ model, onClose }: { model: TranscriptModel; onClose: () => void }) {
  const t = useText();
  const sentence = useProblemText();
  const { busy, fault, text } = useStore(model.state);
  const corrected = (text?.version ?? 0) > 1;
  const retry = async () => {
    if (await model.retry(corrected)) onClose();
  };
  return (
    <Dialog
      title={t("transcripts.make-again")}
      onClose={onClose}
      actions={
        <>
          <Button autofocus onClick={onClose}>
            {t("transcripts.keep-text")}
          </Button>
          <Button look={corrected ? "danger" : "primary"} busy={busy} onClick={() => void retry()}>
            {t(corrected ? "transcripts.replace-text" : "transcripts.make-again")}
          </Button>
        </>
      }
    >
      <p>{t(corrected ? "transcripts.make-again-corrected" : "transcripts.make-again-text")}</p>
      {fault && (
        <Notice tone="danger" code={fault.code}>
          {sentence(fault)}
        </Notice>
      )}
    </Dialog>
  );
}
