import { useEffect, useMemo } from "preact/hooks";
import type { Recording } from "../api/recordings.ts";
import { useLocale, useProblemText, useText } from "../language/language.ts";
import { recordingTitle } from "../recordings/library/recording-title.ts";
import { RecordingServer } from "../recordings/recording-server.ts";
import { Loading } from "../shell/Loading.tsx";
import { MessagePage } from "../shell/MessagePage.tsx";
import { ProblemPage } from "../shell/ProblemPage.tsx";
import { Button, buttonClass } from "../ui/Button.tsx";
import { systemClock } from "../ui/clock.ts";
import { Notice } from "../ui/Notice.tsx";
import { Progress } from "../ui/Progress.tsx";
import { useStore } from "../ui/useStore.ts";
import { PlayerView } from "./PlayerView.tsx";
import { RecordingHead } from "./RecordingHead.tsx";
import styles from "./RecordingView.module.css";
import { Removals } from "./Removals.tsx";
import { RecordingModel } from "./recording.ts";

/** One recording in each of its states; `viewer` is the credential of somebody who opened a share. */
export function RecordingView({ id, viewer }: { id: string; viewer?: string }) {
  const t = useText();
  const sentence = useProblemText();
  const locale = useLocale();
  const server = useMemo(() => new RecordingServer(id, viewer), [id, viewer]);
  const model = useMemo(() => new RecordingModel(server, systemClock), [server]);
  const { status, recording, timeline, problem, fault, tellsFault } = useStore(model.state);
  useEffect(() => {
    void model.load();
    return () => model.close();
  }, [model]);

  if (recording === undefined)
    return status === "failed" && problem ? (
      <ProblemPage problem={problem} retry={{ label: t("shell.try-again"), act: () => void model.load() }} />
    ) : (
      <Loading />
    );
  if (recording.state === "expired") return <Gone recording={recording} />;
  return (
    <div class={styles.page}>
      <RecordingHead model={model} server={server} recording={recording} />
      {fault && !tellsFault && (
        <Notice tone="danger" code={fault.code}>
          {sentence(fault)}
        </Notice>
      )}
      {problem && (
        <Notice tone="danger" code={problem.code}>
          {sentence(problem)}
        </Notice>
      )}
      <Removals model={model} />
      {timeline === undefined ? (
        <Preparing model={model} recording={recording} />
      ) : (
        <PlayerView
          server={server}
          timeline={timeline}
          title={recordingTitle(recording, locale, t)}
          mayRead={mayRead(recording)}
          mayEdit={recording.can.edit === true}
        />
      )}
    </div>
  );
}

/** Only what is allowed is asked for; a text that nobody asked for is offered to those who may have it made. */
const mayRead = ({ can, transcript }: Recording): boolean =>
  can.read === true && (transcript !== null || can.edit === true);

function Preparing({ model, recording }: { model: RecordingModel; recording: Recording }) {
  const t = useText();
  const sentence = useProblemText();
  if (recording.state === "failed")
    return (
      <Notice
        tone="danger"
        code={recording.problem ?? "rec-failed"}
        actions={
          recording.role === "host" && (
            <Button onClick={() => void model.retry()}>{t("shell.try-again")}</Button>
          )
        }
      >
        {sentence({ code: recording.problem ?? "rec-failed", params: {} })}
      </Notice>
    );
  return (
    <Notice tone="info">
      <div aria-live="polite">
        {t(recording.state === "captured" ? "player.preparing" : "player.still-recording")}
      </div>
      {recording.state === "captured" && (
        <Progress label={t("player.preparing-progress")} percent={recording.percent} />
      )}
    </Notice>
  );
}

function Gone({ recording }: { recording: Recording }) {
  const t = useText();
  const date = new Intl.DateTimeFormat(useLocale(), { dateStyle: "long" }).format(
    new Date(recording.delete_on),
  );
  return (
    <MessagePage
      title={t("player.gone-title")}
      code="recording-expired"
      actions={
        <a class={buttonClass("primary")} href="/recordings">
          {t("library.title")}
        </a>
      }
    >
      <p>{t("player.gone", { date })}</p>
    </MessagePage>
  );
}
