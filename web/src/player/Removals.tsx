import { useState } from "preact/hooks";
import type { Removal } from "../api/recordings.ts";
import { useText } from "../language/language.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Notice } from "../ui/Notice.tsx";
import { useStore } from "../ui/useStore.ts";
import type { RecordingModel } from "./recording.ts";

/** People who ask to be taken out, for the owner to answer. */
export function Removals({ model }: { model: RecordingModel }) {
  const t = useText();
  const { removals, answering } = useStore(model.state);
  const [accepting, setAccepting] = useState<Removal>();
  const answer = async (removal: Removal, word: "accept" | "refuse") => {
    setAccepting(undefined);
    if (await model.answerRemoval(removal.id, word)) focusHeading();
  };
  return (
    <>
      {removals.map((removal) => (
        <Notice
          key={removal.id}
          tone="warning"
          actions={
            <>
              <Button size="small" busy={answering === removal.id} onClick={() => setAccepting(removal)}>
                {t("player.take-out", { name: removal.name })}
              </Button>
              <Button
                size="small"
                busy={answering === removal.id}
                onClick={() => void answer(removal, "refuse")}
              >
                {t("player.refuse-removal")}
              </Button>
            </>
          }
        >
          {t("player.wants-removal", { name: removal.name })}
        </Notice>
      ))}
      {accepting && (
        <Dialog
          title={t("player.take-out", { name: accepting.name })}
          onClose={() => setAccepting(undefined)}
          actions={
            <>
              <Button autofocus onClick={() => setAccepting(undefined)}>
                {t("player.not-yet")}
              </Button>
              <Button look="danger" onClick={() => void answer(accepting, "accept")}>
                {t("player.take-out", { name: accepting.name })}
              </Button>
            </>
          }
        >
          <p>{t("player.take-out-text", { name: accepting.name })}</p>
        </Dialog>
      )}
    </>
  );
}

/** The button that had the focus goes with its notice: reading goes on at the top of the page. */
function focusHeading(): void {
  if (document.activeElement === document.body) document.querySelector<HTMLElement>("main h1")?.focus();
}
