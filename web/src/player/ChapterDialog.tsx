import { useState } from "preact/hooks";
import type { Problem } from "../api/problem.ts";
import { useProblemText, useText } from "../language/language.ts";
import { LONGEST_TITLE } from "../recordings/library/recording-title.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Field } from "../ui/Field.tsx";
import type { ChapterList } from "./chapter-list.ts";
import { clockText } from "./timeline.ts";

interface ChapterDialogProps {
  chapters: ChapterList;
  /** Seconds from the beginning of the recording. */
  at: number;
  onClose: () => void;
}

/** Names the place at which the player was when it opened. */
export function ChapterDialog({ chapters, at, onClose }: ChapterDialogProps) {
  const t = useText();
  const sentence = useProblemText();
  const [title, setTitle] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Pick<Problem, "code" | "params">>();
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    const refused = await chapters.add(at, title.trim());
    setBusy(false);
    setProblem(refused);
    if (refused === undefined) onClose();
  };
  return (
    <Dialog
      title={t("player.add-chapter-at", { at: clockText(at) })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("player.no-chapter")}</Button>
          <Button look="primary" type="submit" form="chapter-title" busy={busy}>
            {t("player.add")}
          </Button>
        </>
      }
    >
      <form id="chapter-title" onSubmit={(event) => void add(event)} noValidate>
        <Field
          label={t("player.chapter-title")}
          value={title}
          onInput={setTitle}
          maxLength={LONGEST_TITLE}
          autoComplete="off"
          required
          error={problem && sentence(problem)}
        />
      </form>
    </Dialog>
  );
}
