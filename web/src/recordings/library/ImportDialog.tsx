import { useEffect, useRef, useState } from "preact/hooks";
import { asProblem, type Problem } from "../../api/problem.ts";
import { useLocale, useProblemText, useText } from "../../language/language.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Progress } from "../../ui/Progress.tsx";
import { Select } from "../../ui/Select.tsx";
import { bytesText } from "../bytes-text.ts";
import styles from "./ImportDialog.module.css";
import { type Upload, upload } from "./upload.ts";

/** The server counts in bytes; people do not. */
const readable = (params: Problem["params"], locale: string) =>
  typeof params.max === "number" ? { ...params, max: bytesText(params.max, locale) } : params;

interface ImportDialogProps {
  onDone: () => void;
  onClose: () => void;
}

/** Brings a file of sound or video in; it becomes a recording with a text. */
export function ImportDialog({ onDone, onClose }: ImportDialogProps) {
  const t = useText();
  const locale = useLocale();
  const sentence = useProblemText();
  const [file, setFile] = useState<File>();
  const [language, setLanguage] = useState("");
  const [percent, setPercent] = useState<number>();
  const [problem, setProblem] = useState<Problem>();
  const [missing, setMissing] = useState(false);
  const running = useRef<Upload | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => () => running.current?.cancel(), []);

  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    if (file === undefined) {
      setMissing(true);
      input.current?.focus();
      return;
    }
    setProblem(undefined);
    setPercent(0);
    running.current = upload(file, language === "" ? undefined : language, setPercent);
    try {
      await running.current.done;
      onDone();
    } catch (error) {
      const failed = asProblem(error);
      if (failed.code !== "upload-cancelled") setProblem(failed);
      setPercent(undefined);
    } finally {
      running.current = undefined;
    }
  };

  const sending = percent !== undefined;
  return (
    <Dialog
      title={t("library.import")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={() => (sending ? running.current?.cancel() : onClose())}>
            {t(sending ? "library.cancel-import" : "library.no-import")}
          </Button>
          <Button look="primary" type="submit" form="import" busy={sending}>
            {t("library.import-now")}
          </Button>
        </>
      }
    >
      <form id="import" class={styles.form} onSubmit={(event) => void send(event)} noValidate>
        <p>{t("library.import-text")}</p>
        <label class={styles.file}>
          {t("library.file")}
          <input
            ref={input}
            type="file"
            accept="audio/*,video/*"
            aria-invalid={missing || undefined}
            aria-describedby={missing ? "import-missing" : undefined}
            disabled={sending}
            onChange={(event) => {
              setFile(event.currentTarget.files?.[0]);
              setMissing(false);
            }}
          />
        </label>
        {missing && (
          <p id="import-missing" class={styles.error}>
            {t("library.file-missing")}
          </p>
        )}
        {file && <p class={styles.size}>{bytesText(file.size, locale)}</p>}
        <Select
          label={t("library.spoken")}
          value={language}
          options={[
            { value: "", label: t("library.spoken-any") },
            { value: "fr", label: t("library.spoken-fr") },
            { value: "en", label: t("library.spoken-en") },
          ]}
          onChange={setLanguage}
          disabled={sending}
        />
        {sending && <Progress label={t("library.import-progress")} percent={percent} />}
        {problem && (
          <Notice tone="danger" code={problem.code}>
            {sentence({ ...problem, params: readable(problem.params, locale) })}
          </Notice>
        )}
      </form>
    </Dialog>
  );
}
