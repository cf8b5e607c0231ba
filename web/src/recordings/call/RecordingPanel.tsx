import { Pause, Play, Square } from "lucide";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { CallModel } from "../../call/call-model.ts";
import type { CallView } from "../../call/call-view.ts";
import { Panel } from "../../call/Panel.tsx";
import { errorSentence, sentence } from "../../call/sentence.ts";
import { useWords } from "../../call/useWords.ts";
import { useText } from "../../language/language.ts";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { stateWords } from "./RecordingBadge.tsx";
import { CHOICES_FORM, RecordingChoicesForm } from "./RecordingChoicesForm.tsx";
import styles from "./RecordingPanel.module.css";
import { RecordingTerms } from "./RecordingTerms.tsx";
import type { RecordingInCall } from "./recording.ts";

interface RecordingPanelProps {
  model: CallModel;
  view: CallView;
}

/** Everything about the recording of this call: beginning one, how it stands, one's own answer, and those of others for hosts. */
export default function RecordingPanel({ model, view }: RecordingPanelProps) {
  const t = useText();
  const { now, terms, busy } = view.recording;
  const body = useStartOfEachStep(now);
  const choosing = now === null && terms?.possible === true && view.can.has("record");
  const ask = (
    <Button type="submit" form={CHOICES_FORM} look="primary" busy={busy}>
      {t("recording.ask-and-start")}
    </Button>
  );
  return (
    <Panel model={model} title={t("recording.title")} bodyRef={body} foot={choosing && ask}>
      {now === null ? (
        <Idle model={model} view={view} />
      ) : (
        <UnderWay model={model} view={view} recording={now} />
      )}
    </Panel>
  );
}

/** Another step is read from its top; a focus whose button went with the step before is on the panel's heading. */
function useStartOfEachStep(now: RecordingInCall | null) {
  const body = useRef<HTMLDivElement>(null);
  const [id, state] = [now?.id ?? null, now?.state ?? null];
  // Asked before anything of the last step is taken away.
  const panel = body.current?.parentElement;
  const hadFocus = panel?.contains(document.activeElement) === true;
  // biome-ignore lint/correctness/useExhaustiveDependencies: they say when, not what
  useLayoutEffect(() => {
    if (body.current !== null) body.current.scrollTop = 0;
  }, [id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: they say when, not what
  useLayoutEffect(() => {
    if (!hadFocus || document.activeElement !== document.body) return;
    panel?.querySelector<HTMLElement>("[data-panel-start]")?.focus();
  }, [id, state]);
  return body;
}

function Idle({ model, view }: RecordingPanelProps) {
  const t = useText();
  const { terms, busy } = view.recording;
  if (terms === null || !terms.possible) return <p>{t("recording.never")}</p>;
  if (view.can.has("record")) return <RecordingChoicesForm model={model} view={view} terms={terms} />;
  return (
    <div class={styles.part}>
      <p>{t("recording.idle")}</p>
      {view.can.has("ask-recording") && (
        <>
          <p class={styles.muted}>{t("recording.ask-for-one.hint")}</p>
          <Button
            busy={busy}
            onClick={async () => {
              if (await model.recording.wish()) model.tell(sentence("recording.ask-for-one.sent"));
            }}
          >
            {t("recording.ask-for-one")}
          </Button>
        </>
      )}
    </div>
  );
}

function UnderWay({ model, view, recording }: RecordingPanelProps & { recording: RecordingInCall }) {
  const t = useText();
  const say = useWords();
  return (
    <>
      <div class={styles.part}>
        <p class={styles.state}>{stateWords(t, recording)}</p>
        <p class={styles.muted}>{t("recording.asked-by", { name: recording.by })}</p>
        {recording.problem !== null && (
          <Notice tone="warning" code={recording.problem}>
            {say(errorSentence(recording.problem, {}))}
          </Notice>
        )}
        {view.can.has("record") && <HostControls model={model} view={view} recording={recording} />}
        <RecordingTerms what={recording} deleteOn={recording.deleteOn} />
      </div>
      {recording.state !== "stopping" && <OwnAnswer model={model} view={view} recording={recording} />}
      {view.host && recording.answers.size > 0 && <Answers view={view} recording={recording} />}
    </>
  );
}

function HostControls({ model, view, recording }: RecordingPanelProps & { recording: RecordingInCall }) {
  const t = useText();
  const { busy } = view.recording;
  if (recording.state === "stopping") return null;
  return (
    <div class={styles.row}>
      {recording.state === "running" && (
        <Button icon={Pause} busy={busy} onClick={() => void model.recording.pause()}>
          {t("recording.pause")}
        </Button>
      )}
      {recording.state === "paused" && (
        <Button icon={Play} busy={busy} onClick={() => void model.recording.resume()}>
          {t("recording.resume")}
        </Button>
      )}
      <Button icon={Square} busy={busy} onClick={() => void model.recording.stop()}>
        {t("recording.stop")}
      </Button>
    </div>
  );
}

function OwnAnswer({ model, view, recording }: RecordingPanelProps & { recording: RecordingInCall }) {
  const t = useText();
  const accepted = recording.mine === "accepted";
  const words = accepted
    ? t("recording.accepted")
    : recording.mine === "asked"
      ? t("recording.mine.asked")
      : t(recording.strict ? "recording.mine.strict" : "recording.mine.none");
  return (
    <section class={styles.part}>
      <h3>{t("recording.mine.title")}</h3>
      <p>{words}</p>
      <Button busy={view.recording.busy} onClick={() => void model.recording.answer(recording.id, !accepted)}>
        {t(accepted ? "recording.withdraw" : "recording.accept")}
      </Button>
      {!accepted && <p class={styles.muted}>{t("recording.consent.others")}</p>}
    </section>
  );
}

function Answers({ view, recording }: { view: CallView; recording: RecordingInCall }) {
  const t = useText();
  return (
    <section class={styles.part}>
      <h3>{t("recording.people")}</h3>
      <ul class={styles.answers}>
        {view.people.map(({ id, name }) => (
          <li key={id}>
            <span>{name}</span>
            <span class={styles.muted}>
              {t(`recording.people.${recording.answers.get(id) ?? "refused"}`)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
