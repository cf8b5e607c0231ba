import type { Settings, SettingsChange } from "../api/types.ts";
import { useText } from "../language/language.ts";
import { SpokenLanguage } from "../language/SpokenLanguage.tsx";
import { RadioGroup } from "../ui/RadioGroup.tsx";
import { Toggle } from "../ui/Toggle.tsx";
import { TextSetting } from "./TextSetting.tsx";

interface RecordingSettingsProps {
  settings: Settings;
  change: (change: SettingsChange) => void;
}

const CAPTIONS = ["on-request", "always", "never"] as const;

/** What a meeting keeps and captions: who may record, what a refusal means, for how long, and captions. */
export function RecordingSettings({ settings, change }: RecordingSettingsProps) {
  const t = useText();
  return (
    <>
      <RadioGroup
        label={t("rooms.recording")}
        value={settings.recording}
        options={[
          { value: "hosts", label: t("rooms.recording-hosts"), hint: t("rooms.recording-hosts-hint") },
          { value: "never", label: t("rooms.recording-never") },
        ]}
        onChange={(recording) => change({ recording })}
      />
      {settings.recording === "hosts" && (
        <>
          <Toggle
            label={t("rooms.strict-consent")}
            hint={t("rooms.strict-consent-hint")}
            checked={settings.strict_consent}
            onChange={(strict_consent) => change({ strict_consent })}
          />
          <TextSetting
            label={t("rooms.recording-days")}
            hint={t("rooms.recording-days-hint", { most: settings.recording_days_most })}
            type="number"
            min={1}
            max={settings.recording_days_most}
            value={String(settings.recording_days)}
            onCommit={(days) => change({ recording_days: Number(days) })}
          />
        </>
      )}
      <RadioGroup
        label={t("rooms.captions")}
        value={settings.captions}
        options={CAPTIONS.map((captions) => ({
          value: captions,
          label: t(`rooms.captions-${captions}`),
          hint: t(`rooms.captions-${captions}-hint`),
        }))}
        onChange={(captions) => change({ captions })}
      />
      <SpokenLanguage
        label={t("rooms.language")}
        none={t("recording.language.any")}
        languages={[]}
        value={settings.language || null}
        // an empty text, not null: null would say nothing of it
        onChange={(language) => change({ language: language ?? "" })}
      />
    </>
  );
}
