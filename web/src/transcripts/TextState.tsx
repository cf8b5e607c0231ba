import type { MessageKey } from "../language/keys.ts";
import { useProblemText, useText } from "../language/language.ts";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Progress } from "../ui/Progress.tsx";
import { useStore } from "../ui/useStore.ts";
import type { TranscriptModel } from "./transcript.ts";

/** Codes of the server that have a sentence of their own; a family of codes has one, which tells the same next step. */
const REASONS = [
  "not-agreed",
  "no-sound",
  "nobody-accepted",
  "no-speech",
  "transcript-cancelled",
  "speech-missing",
  "speech-stuck",
  "speech-model",
  "speech-engine",
  "speech-audio",
  "job-died",
] as const;

/** What is said while there is no text, or while a new one is being made. */
export function TextState({ model }: { model: TranscriptModel }) {
  const t = useText();
  const sentence = useProblemText();
  const { text, problem, fault, busy, tellsFault } = useStore(model.state);
  const retry = (
    <Button busy={busy} onClick={() => void model.retry()}>
      {t("transcripts.try-again")}
    </Button>
  );
  return (
    <>
      {problem && (
        <Notice
          tone="danger"
          code={problem.code}
          actions={<Button onClick={() => void model.load()}>{t("shell.try-again")}</Button>}
        >
          {sentence(problem)}
        </Notice>
      )}
      {fault && !tellsFault && (
        <Notice tone="danger" code={fault.code}>
          {sentence(fault)}
        </Notice>
      )}
      {text?.state === "none" && (
        <Notice tone="info" actions={text.can.retry === true && retry}>
          {t("transcripts.none")}
        </Notice>
      )}
      {(text?.state === "queued" || text?.state === "working") && (
        <Notice
          tone="info"
          actions={
            text.can.cancel === true && (
              <Button busy={busy} onClick={() => void model.cancel()}>
                {t("transcripts.cancel")}
              </Button>
            )
          }
        >
          {t(text.state === "queued" ? "transcripts.queued" : "transcripts.working")}
          <Progress label={t("transcripts.progress")} percent={text.percent} />
        </Notice>
      )}
      {text?.state === "failed" && (
        <Notice tone="danger" code={text.why ?? "failed"} actions={text.can.retry === true && retry}>
          {t(reasonKey(text.why))}
        </Notice>
      )}
      {text !== undefined && text.unheard > 0 && text.turns.length > 0 && (
        <Notice tone="warning" code="unheard">
          {t("transcripts.unheard", { count: text.unheard })}
        </Notice>
      )}
      {text?.state === "impossible" && (
        <Notice tone="info" code={text.why ?? "impossible"}>
          {t(reasonKey(text.why))}
        </Notice>
      )}
    </>
  );
}

function reasonKey(why: string | null): MessageKey {
  const known = REASONS.find((reason) => why === reason || why?.startsWith(`${reason}-`));
  return known === undefined ? "transcripts.why-failed" : `transcripts.why-${known}`;
}
