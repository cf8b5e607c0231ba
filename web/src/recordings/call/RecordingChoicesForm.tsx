import { useState } from "preact/hooks";
import type { CallModel } from "../../call/call-model.ts";
import type { CallView } from "../../call/call-view.ts";
import { useText } from "../../language/language.ts";
import { SpokenLanguage } from "../../language/SpokenLanguage.tsx";
import { RadioGroup } from "../../ui/RadioGroup.tsx";
import { Toggle } from "../../ui/Toggle.tsx";
import styles from "./RecordingPanel.module.css";
import { RecordingTerms } from "./RecordingTerms.tsx";
import type { RecordingTerms as Terms } from "./recording.ts";

type Keep = "picture" | "sound" | "text";

interface RecordingChoicesFormProps {
  model: CallModel;
  view: CallView;
  terms: Terms;
}

/** The form's id: its button stands in the panel's foot, always in sight. */
export const CHOICES_FORM = "recording-choices";

/** What a host chooses before everybody is asked. */
export function RecordingChoicesForm({ model, view, terms }: RecordingChoicesFormProps) {
  const t = useText();
  const [keep, setKeep] = useState<Keep>("picture");
  const [wished, setWished] = useState(terms.transcripts);
  const [language, setLanguage] = useState(view.captions.facts.language);
  const transcript = terms.transcripts && (wished || keep === "text");
  const what = { picture: keep === "picture", keepSound: keep !== "text", transcript };
  return (
    <form
      id={CHOICES_FORM}
      class={styles.part}
      onSubmit={(event) => {
        event.preventDefault();
        void model.recording.ask({ ...what, language: transcript ? language : null });
      }}
    >
      <RadioGroup
        label={t("recording.keep")}
        value={keep}
        options={[
          { value: "picture", label: t("recording.keep.picture") },
          { value: "sound", label: t("recording.keep.sound") },
          ...(terms.transcripts
            ? [
                {
                  value: "text" as const,
                  label: t("recording.keep.text"),
                  hint: t("recording.keep.text-hint"),
                },
              ]
            : []),
        ]}
        onChange={setKeep}
      />
      {!terms.transcripts && <p class={styles.muted}>{t("recording.no-transcript")}</p>}
      {terms.transcripts && keep !== "text" && (
        <Toggle label={t("recording.transcript")} checked={wished} onChange={setWished} />
      )}
      {transcript && (
        <SpokenLanguage
          label={t("recording.language")}
          none={t("recording.language.any")}
          languages={view.captions.facts.languages}
          value={language}
          onChange={setLanguage}
        />
      )}
      <RecordingTerms what={what} deleteOn={terms.deleteOn} />
      {terms.strict && <p>{t("recording.strict-hint")}</p>}
      <p class={styles.muted}>{t("recording.ask-hint")}</p>
    </form>
  );
}
