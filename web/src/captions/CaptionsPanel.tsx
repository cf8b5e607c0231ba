import { useEffect, useRef, useState } from "preact/hooks";
import type { CallModel } from "../call/call-model.ts";
import type { CallView } from "../call/call-view.ts";
import { Panel } from "../call/Panel.tsx";
import { useText } from "../language/language.ts";
import { SpokenLanguage } from "../language/SpokenLanguage.tsx";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Toggle } from "../ui/Toggle.tsx";
import { CaptionHistory } from "./CaptionHistory.tsx";
import { CaptionLookForm } from "./CaptionLookForm.tsx";
import styles from "./CaptionsPanel.module.css";
import { TranslateCaptions } from "./TranslateCaptions.tsx";
import { TypeCaptions } from "./TypeCaptions.tsx";

/** How near the end of the text one must be for it to follow what is said, in pixels. */
const NEAR_END = 48;

/** Captions switched on and off, all that was said, and how they look here. */
export default function CaptionsPanel({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  const { facts, shown, busy, log, typing } = view.captions;
  const body = useRef<HTMLDivElement>(null);
  const [settings, setSettings] = useState(false);
  const { following, onScroll, follow } = useFollowing(body, settings ? null : log);
  return (
    <Panel
      model={model}
      title={t("captions.title")}
      bodyRef={body}
      onScroll={onScroll}
      foot={
        <>
          {shown && !settings && !following && <Button onClick={follow}>{t("captions.latest")}</Button>}
          <Button onClick={() => setSettings(!settings)}>
            {t(settings ? "captions.history" : "captions.look")}
          </Button>
          {typing !== null && <TypeCaptions model={model} typing={typing} people={view.people} />}
        </>
      }
    >
      <div class={styles.part}>
        {facts.possible || facts.mine ? (
          <Toggle
            label={t("captions.title")}
            hint={t("captions.kept")}
            checked={shown}
            disabled={busy}
            onChange={() => void model.toggleCaptions()}
          />
        ) : (
          <p data-error={facts.whyNot ?? undefined}>{t(`captions.why-not.${facts.whyNot ?? "policy"}`)}</p>
        )}
        {shown && <TranslateCaptions captions={model.captions} view={view.captions} />}
        {shown && facts.state === "failed" && (
          <Notice
            tone="warning"
            actions={
              <Button size="small" busy={busy} onClick={() => void model.captions.tryAgain()}>
                {t("captions.try-again")}
              </Button>
            }
          >
            {t("captions.failed")}
          </Notice>
        )}
      </div>
      {settings ? (
        <>
          <div class={styles.part}>
            <SpokenLanguage
              label={t("captions.language")}
              none={t("captions.language.meeting")}
              languages={facts.languages}
              value={facts.ownLanguage}
              onChange={(language) => void model.captions.setOwnLanguage(language)}
            />
          </div>
          <CaptionLookForm />
        </>
      ) : (
        shown && <CaptionHistory model={model} view={view} />
      )}
    </Panel>
  );
}

/** Keeps the newest in sight, unless the reader has scrolled back; what is no text (null) begins at its top. */
function useFollowing(body: { readonly current: HTMLDivElement | null }, content: unknown) {
  const [following, setFollowing] = useState(true);
  const isText = content !== null;
  useEffect(() => {
    if (!isText) body.current?.scrollTo({ top: 0 });
  }, [body, isText]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever there is more to read
  useEffect(() => {
    if (following && isText) body.current?.scrollTo({ top: body.current.scrollHeight });
  }, [body, content, following]);
  const onScroll = () => {
    const element = body.current;
    if (element !== null && isText)
      setFollowing(element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END);
  };
  return { following, onScroll, follow: () => setFollowing(true) };
}
