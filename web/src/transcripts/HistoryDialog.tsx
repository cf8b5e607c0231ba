import { useEffect } from "preact/hooks";
import type { TextChange } from "../api/recordings.ts";
import { useLocale, useProblemText, useText } from "../language/language.ts";
import { Loading } from "../shell/Loading.tsx";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Notice } from "../ui/Notice.tsx";
import { useStore } from "../ui/useStore.ts";
import styles from "./HistoryDialog.module.css";
import type { TranscriptModel } from "./transcript.ts";

/** Who changed what, newest first; each state of the text can be brought back, also the very first. */
export function HistoryDialog({ model, onClose }: { model: TranscriptModel; onClose: () => void }) {
  const t = useText();
  const sentence = useProblemText();
  const history = useStore(model.changes);
  const { busy, fault, text } = useStore(model.state);
  useEffect(() => void model.readHistory(), [model]);
  useEffect(() => model.tellFaults(), [model]);
  const problem = history?.problem ?? fault;
  return (
    <Dialog title={t("transcripts.history")} onClose={onClose}>
      {history === undefined && <Loading />}
      {problem && (
        <Notice tone="danger" code={problem.code}>
          {sentence(problem)}
        </Notice>
      )}
      {history && history.items.length === 0 && !problem && <p>{t("transcripts.no-changes")}</p>}
      <ol class={styles.list}>
        {history?.items.map((change, index) => (
          <li key={`${change.version}-${change.turn ?? change.speaker}`}>
            <ChangeLine change={change} />
            {history.items[index - 1]?.version !== change.version && (
              <Button size="small" busy={busy} onClick={() => void model.restore(change.version - 1)}>
                {t("transcripts.restore-before")}
              </Button>
            )}
          </li>
        ))}
      </ol>
      {history?.next && <Button onClick={() => void model.moreHistory()}>{t("rooms.more")}</Button>}
      {text && text.version > 1 && (
        <Button look="danger" busy={busy} onClick={() => void model.restore(1)}>
          {t("transcripts.restore-original")}
        </Button>
      )}
    </Dialog>
  );
}

function ChangeLine({ change }: { change: TextChange }) {
  const t = useText();
  const when = new Intl.DateTimeFormat(useLocale(), { dateStyle: "medium", timeStyle: "short" });
  return (
    <div class={styles.change}>
      <p>
        <b>{change.by ?? t("transcripts.somebody")}</b>{" "}
        <time dateTime={change.at}>{when.format(new Date(change.at))}</time>
        {change.restored !== null && ` · ${t("transcripts.restored")}`}
      </p>
      <p>
        <del>{change.before}</del> <ins>{change.after}</ins>
      </p>
    </div>
  );
}
