import { useEffect, useState } from "preact/hooks";
import { useProblemText, useText } from "../language/language.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Select } from "../ui/Select.tsx";
import { useStore } from "../ui/useStore.ts";
import type { TranscriptModel } from "./transcript.ts";
import { WordList } from "./WordList.tsx";
import { wordsOf } from "./words-of.ts";

/** Makes the text anew; corrections are given up only when that is said. */
export function RetryDialog({ model, onClose }: { model: TranscriptModel; onClose: () => void }) {
  const t = useText();
  const sentence = useProblemText();
  const { busy, fault, text } = useStore(model.state);
  const corrected = (text?.version ?? 0) > 1;
  useEffect(() => model.tellFaults(), [model]);
  const [language, setLanguage] = useState("");
  const [words, setWords] = useState("");
  const retry = async () => {
    const vocabulary = wordsOf(words);
    const wish = {
      replace: corrected,
      ...(language === "" ? {} : { language }),
      ...(vocabulary.length === 0 ? {} : { vocabulary }),
    };
    if (await model.retry(wish)) onClose();
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
      <Select
        label={t("library.spoken")}
        value={language}
        options={[
          { value: "", label: t("library.spoken-any") },
          { value: "fr", label: t("library.spoken-fr") },
          { value: "en", label: t("library.spoken-en") },
        ]}
        onChange={setLanguage}
      />
      <WordList value={words} onInput={setWords} />
      {fault && (
        <Notice tone="danger" code={fault.code}>
          {sentence(fault)}
        </Notice>
      )}
    </Dialog>
  );
}
