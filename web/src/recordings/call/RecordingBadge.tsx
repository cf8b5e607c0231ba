import { ChevronDown, CircleDot, CircleSlash, Info, Pause, Play, Square, TriangleAlert } from "lucide";
import type { CallModel } from "../../call/call-model.ts";
import type { CallView } from "../../call/call-view.ts";
import badge from "../../call/HeaderBadge.module.css";
import { type Text, useText } from "../../language/language.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Menu, MenuItem } from "../../ui/Menu.tsx";
import styles from "./RecordingBadge.module.css";
import type { RecordingInCall } from "./recording.ts";

/** The mark of a recording in the header, from the server's word, with what one may choose about it. */
export function RecordingBadge({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  const recording = view.recording.now;
  if (recording === null) return null;
  const state = stateWords(t, recording);
  return (
    <Menu
      label={state}
      trigger={(trigger) => (
        <button
          {...trigger}
          type="button"
          class={classes(badge.badge, styles[recording.state])}
          aria-label={t("recording.badge.menu", { state, running: String(recording.state === "running") })}
          title={state}
          data-recording={recording.state}
        >
          <Icon of={ICONS[recording.state]} size="small" />
          <span class={styles.words}>
            {recording.state === "running" ? t("recording.rec") : t(`recording.badge.${recording.state}`)}
          </span>
          {/* Drawn by the style sheet: the number is part of the name already. */}
          {recording.part > 1 && <span class={styles.part} data-part={recording.part} aria-hidden="true" />}
          <Icon of={ChevronDown} size="small" />
        </button>
      )}
    >
      {recording.state !== "stopping" && <OwnAnswer model={model} recording={recording} />}
      {view.can.has("record") && <HostItems model={model} recording={recording} />}
      <MenuItem icon={Info} onSelect={() => model.openPanel("recording")}>
        {t("recording.details")}
      </MenuItem>
    </Menu>
  );
}

function OwnAnswer({ model, recording }: { model: CallModel; recording: RecordingInCall }) {
  const t = useText();
  return recording.mine === "accepted" ? (
    <MenuItem icon={CircleSlash} onSelect={() => void model.recording.answer(recording.id, false)}>
      {t("recording.withdraw")}
    </MenuItem>
  ) : (
    <MenuItem icon={CircleDot} onSelect={() => void model.recording.answer(recording.id, true)}>
      {t("recording.accept")}
    </MenuItem>
  );
}

function HostItems({ model, recording }: { model: CallModel; recording: RecordingInCall }) {
  const t = useText();
  return (
    <>
      {recording.state === "running" && (
        <MenuItem icon={Pause} onSelect={() => void model.recording.pause()}>
          {t("recording.pause")}
        </MenuItem>
      )}
      {recording.state === "paused" && (
        <MenuItem icon={Play} onSelect={() => void model.recording.resume()}>
          {t("recording.resume")}
        </MenuItem>
      )}
      {recording.state !== "stopping" && (
        <MenuItem icon={Square} onSelect={() => void model.recording.stop()}>
          {t("recording.stop")}
        </MenuItem>
      )}
    </>
  );
}

const ICONS = {
  announcing: CircleDot,
  running: CircleDot,
  paused: Pause,
  interrupted: TriangleAlert,
  stopping: Square,
} as const;

/** "Recording, part 2": what is true now, from what is being written. */
export function stateWords(t: Text, recording: RecordingInCall): string {
  const nobody = recording.state === "running" && recording.written.size === 0;
  const state = t(nobody ? "recording.badge.nobody" : `recording.badge.${recording.state}`);
  return recording.part > 1 ? t("recording.badge.part", { state, part: recording.part }) : state;
}
