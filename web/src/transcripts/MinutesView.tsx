import { useEffect, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problem.ts";
import type { Statement } from "../api/recordings.ts";
import { useProblemText, useText } from "../language/language.ts";
import type { Player } from "../player/player.ts";
import type { RecordingServer } from "../recordings/recording-server.ts";
import { Loading } from "../shell/Loading.tsx";
import { Button } from "../ui/Button.tsx";
import { systemClock } from "../ui/clock.ts";
import { Notice } from "../ui/Notice.tsx";
import styles from "./OutlineView.module.css";
import { Moment } from "./OutlineView.tsx";
import { useRead } from "./useRead.ts";

/** Milliseconds until minutes that are being drafted are read again. */
const REFRESH = 3_000;

interface MinutesViewProps {
  server: RecordingServer;
  player: Player;
  mayDraft: boolean;
}

/** Summary, decisions and tasks, drafted by a service of the operator's choice; each sentence says its time. */
export function MinutesView({ server, player, mayDraft }: MinutesViewProps) {
  const t = useText();
  const sentence = useProblemText();
  const { value: minutes, problem, again } = useRead(server.minutes);
  const [fault, setFault] = useState<Problem>();
  const moving = minutes?.state === "queued" || minutes?.state === "working";
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer that is not the last asks again
  useEffect(() => (moving ? systemClock.after(REFRESH, again) : undefined), [moving, again, minutes]);
  const draft = async () => {
    try {
      setFault(undefined);
      await server.draftMinutes();
      again();
    } catch (error) {
      setFault(asProblem(error));
    }
  };
  const wrong = problem ?? fault;
  if (minutes === undefined && wrong === undefined) return <Loading />;
  const empty = minutes?.state !== "ready";
  return (
    <div class={styles.outline}>
      {wrong && (
        <Notice
          tone="danger"
          code={wrong.code}
          actions={<Button onClick={again}>{t("shell.try-again")}</Button>}
        >
          {sentence(wrong)}
        </Notice>
      )}
      {minutes && !minutes.possible && empty && <p>{t("transcripts.minutes-impossible")}</p>}
      {moving && <Notice tone="info">{t("transcripts.minutes-working")}</Notice>}
      {minutes?.state === "failed" && (
        <Notice tone="danger" code={minutes.why ?? "failed"}>
          {t("transcripts.minutes-failed")}
        </Notice>
      )}
      {minutes?.outdated && <Notice tone="warning">{t("transcripts.minutes-outdated")}</Notice>}
      {minutes?.possible && mayDraft && !moving && (
        <Button onClick={() => void draft()}>
          {t(empty ? "transcripts.draft-minutes" : "transcripts.draft-again")}
        </Button>
      )}
      {minutes && (
        <>
          <Statements title={t("transcripts.summary")} statements={minutes.summary} player={player} />
          <Statements title={t("transcripts.decisions")} statements={minutes.decisions} player={player} />
          <Statements title={t("transcripts.tasks")} statements={minutes.tasks} player={player} />
        </>
      )}
    </div>
  );
}

interface StatementsProps {
  title: string;
  statements: readonly Statement[];
  player: Player;
}

function Statements({ title, statements, player }: StatementsProps) {
  if (statements.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {statements.map((statement) => (
          <li key={`${statement.at}-${statement.text}`} class={styles.line}>
            <span>
              {statement.who && <b>{statement.who} </b>}
              {statement.text}
            </span>
            <Moment player={player} at={statement.at} />
          </li>
        ))}
      </ul>
    </section>
  );
}
