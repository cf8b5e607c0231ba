import { useEffect, useMemo } from "preact/hooks";
import type { Access, Settings } from "../api/types.ts";
import { useProblemText, useText } from "../language/language.ts";
import { Loading } from "../shell/Loading.tsx";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import { RadioGroup } from "../ui/RadioGroup.tsx";
import { Toggle } from "../ui/Toggle.tsx";
import { useStore } from "../ui/useStore.ts";
import { RecordingSettings } from "./RecordingSettings.tsx";
import styles from "./RoomSettings.module.css";
import { RoomSettingsModel } from "./settings.ts";
import { TextSetting } from "./TextSetting.tsx";

interface RoomSettingsProps {
  code: string;
  /** In the call: the ticket of the host; on the page the session counts. */
  ticket?: string;
  /** What another host changed meanwhile, as `visio.settings` tells it. */
  heard?: Settings;
}

/** The settings of a meeting, as page and as host panel in the call. Each change acts at once. */
export function RoomSettings({ code, ticket, heard }: RoomSettingsProps) {
  const t = useText();
  const sentence = useProblemText();
  const model = useMemo(() => new RoomSettingsModel(code, ticket), [code, ticket]);
  const { settings, problem } = useStore(model.state);
  useEffect(() => void model.load(), [model]);
  useEffect(() => {
    if (heard) model.hear(heard);
  }, [model, heard]);

  return (
    <div class={styles.settings}>
      {problem && (
        <Notice
          tone="danger"
          code={problem.code}
          actions={
            settings === undefined && (
              <Button size="small" onClick={() => void model.load()}>
                {t("shell.try-again")}
              </Button>
            )
          }
        >
          {sentence(problem)}
        </Notice>
      )}
      {settings === undefined && !problem && <Loading />}
      {settings && <SettingsForm settings={settings} model={model} />}
    </div>
  );
}

const ACCESS: readonly Access[] = ["trusted", "public", "restricted"];

function SettingsForm({ settings, model }: { settings: Settings; model: RoomSettingsModel }) {
  const t = useText();
  const change = model.change.bind(model);
  return (
    <>
      <TextSetting
        label={t("rooms.title")}
        hint={t("rooms.title-hint")}
        value={settings.title}
        maxLength={120}
        onCommit={(title) => void change({ title: title.trim() })}
      />
      <Toggle
        label={t("rooms.show-title")}
        hint={t("rooms.show-title-hint")}
        checked={settings.show_title}
        onChange={(show_title) => void change({ show_title })}
      />
      <RadioGroup
        label={t("rooms.access")}
        value={settings.access}
        options={ACCESS.map((access) => ({
          value: access,
          label: t(`rooms.access-${access}`),
          hint: t(`rooms.access-${access}-hint`),
        }))}
        onChange={(access) => void change({ access })}
      />
      <Toggle
        label={t("rooms.guests")}
        hint={t("rooms.guests-hint")}
        checked={settings.guests === "allowed"}
        onChange={(allowed) => void change({ guests: allowed ? "allowed" : "refused" })}
      />
      <Toggle
        label={t("rooms.locked")}
        hint={t("rooms.locked-hint")}
        checked={settings.locked}
        onChange={(locked) => void change({ locked })}
      />
      <RadioGroup
        label={t("rooms.admission")}
        value={settings.admission}
        options={[
          { value: "hosts", label: t("rooms.admission-hosts") },
          { value: "hosts-and-members", label: t("rooms.admission-hosts-and-members") },
        ]}
        onChange={(admission) => void change({ admission })}
      />
      <RadioGroup
        label={t("rooms.before-host")}
        value={settings.before_host}
        options={[
          { value: "members", label: t("rooms.before-host-members") },
          { value: "nobody", label: t("rooms.before-host-nobody") },
        ]}
        onChange={(before_host) => void change({ before_host })}
      />
      <TextSetting
        label={t("rooms.capacity")}
        hint={t("rooms.capacity-hint")}
        type="number"
        min={2}
        max={1000}
        value={String(settings.capacity)}
        onCommit={(typed) => {
          const capacity = Number(typed);
          if (Number.isInteger(capacity)) void change({ capacity });
        }}
      />
      <RecordingSettings settings={settings} change={(changed) => void change(changed)} />
    </>
  );
}
