import type { Problem } from "../api/problem.ts";
import type { MessageKey } from "../language/keys.ts";
import { useProblemText, useText } from "../language/language.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { MessagePage } from "./MessagePage.tsx";

const TITLES: Readonly<Record<string, MessageKey>> = {
  "page-unknown": "page.not-found.title",
  "room-unknown": "page.room-unknown.title",
  blocked: "lobby.title-blocked",
};

interface ProblemPageProps {
  problem: Pick<Problem, "code" | "params">;
  /** The next step; without one, the way home. */
  retry?: { label: string; act: () => void };
}

/** An error that takes the whole page: its sentence, a next step, its code. */
export function ProblemPage({ problem, retry }: ProblemPageProps) {
  const t = useText();
  const sentence = useProblemText();
  return (
    <MessagePage
      title={t(TITLES[problem.code] ?? "shell.problem-title")}
      code={problem.code}
      actions={
        <>
          {retry && (
            <Button look="primary" onClick={retry.act}>
              {retry.label}
            </Button>
          )}
          <a class={buttonClass(retry ? "plain" : "primary")} href="/">
            {t("shell.to-home")}
          </a>
        </>
      }
    >
      <p>{sentence(problem)}</p>
    </MessagePage>
  );
}
