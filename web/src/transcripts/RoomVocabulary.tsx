import { useCallback, useEffect, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problem.ts";
import { changeVocabulary, readVocabulary } from "../api/rooms.ts";
import { useProblemText, useText } from "../language/language.ts";
import { Loading } from "../shell/Loading.tsx";
import { announcer } from "../ui/announcer.ts";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import styles from "./TurnEditor.module.css";
import { useRead } from "./useRead.ts";
import { WordList } from "./WordList.tsx";
import { wordsOf } from "./words-of.ts";

/** Words that transcripts of a meeting's recordings should expect, for hosts. */
export function RoomVocabulary({ code }: { code: string }) {
  const t = useText();
  const sentence = useProblemText();
  const read = useCallback(() => readVocabulary(code), [code]);
  const { value, problem, again } = useRead(read);
  const [written, setWritten] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Problem>();
  useEffect(() => {
    if (value !== undefined) setWritten(value.words.join("\n"));
  }, [value]);

  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setFault(undefined);
    try {
      await changeVocabulary(code, wordsOf(written ?? ""));
      announcer.say(t("transcripts.vocabulary-saved"));
      again();
    } catch (error) {
      setFault(asProblem(error));
    } finally {
      setBusy(false);
    }
  };

  const wrong = problem ?? fault;
  return (
    <section class={styles.section} aria-labelledby="vocabulary">
      <h2 id="vocabulary">{t("transcripts.title")}</h2>
      {wrong && (
        <Notice tone="danger" code={wrong.code}>
          {sentence(wrong)}
        </Notice>
      )}
      {written === undefined ? (
        problem === undefined && <Loading />
      ) : (
        <form class={styles.section} onSubmit={(event) => void save(event)} noValidate>
          <WordList value={written} onInput={setWritten} />
          <div>
            <Button type="submit" busy={busy}>
              {t("rooms.save")}
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}
