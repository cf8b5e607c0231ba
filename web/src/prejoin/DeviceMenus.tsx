import { Mic, Video, Volume2 } from "lucide";
import { useState } from "preact/hooks";
import type { Device, Devices, DevicesState } from "../devices/devices.ts";
import type { Kind } from "../devices/remembered.ts";
import { canChooseSpeaker, playTest } from "../devices/speaker-test.ts";
import { type Text, useText } from "../language/language.ts";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Select } from "../ui/Select.tsx";
import styles from "./DeviceMenus.module.css";

const ICONS = { microphone: Mic, camera: Video, speaker: Volume2 };

/** Which microphone, camera and speaker; lists appear once the browser names the devices. */
export function DeviceMenus({ devices, state }: { devices: Devices; state: DevicesState }) {
  const t = useText();
  const [test, setTest] = useState<"idle" | "playing" | "played" | "failed">("idle");
  const { appeared } = state;

  const playSpeaker = async () => {
    setTest("playing");
    try {
      await playTest(state.chosen.speaker);
      setTest("played");
    } catch {
      setTest("failed");
    }
  };

  return (
    <fieldset class={styles.menus}>
      <legend>{t("prejoin.devices")}</legend>
      {appeared && (
        <Notice
          tone="info"
          actions={
            <>
              <Button size="small" onClick={() => void devices.choose(appeared.kind, appeared.id)}>
                {t("prejoin.use-it")}
              </Button>
              <Button size="small" look="quiet" onClick={() => devices.ignoreAppeared()}>
                {t("prejoin.leave-it")}
              </Button>
            </>
          }
        >
          {t("prejoin.appeared", { device: appeared.label })}
        </Notice>
      )}
      <DeviceSelect kind="microphone" devices={devices} state={state} />
      <DeviceSelect kind="camera" devices={devices} state={state} />
      <div class={styles.speaker}>
        {canChooseSpeaker() && named(state.devices.speaker) ? (
          <DeviceSelect kind="speaker" devices={devices} state={state} />
        ) : (
          <span class={styles.default}>{t("prejoin.default-speaker")}</span>
        )}
        <Button
          busy={test === "playing"}
          onClick={() => void playSpeaker()}
          aria-label={t("prejoin.test-speaker")}
        >
          {t("prejoin.test")}
        </Button>
      </div>
      <p class={styles.heard} role="status">
        {test === "played" && t("prejoin.heard")}
        {test === "failed" && t("prejoin.test-failed")}
      </p>
    </fieldset>
  );
}

interface DeviceSelectProps {
  kind: Kind;
  devices: Devices;
  state: DevicesState;
}

function DeviceSelect({ kind, devices, state }: DeviceSelectProps) {
  const t = useText();
  const list = state.devices[kind];
  if (!named(list)) return null;
  const chosen = list.find((device) => device.id === state.chosen[kind]) ?? list[0];
  return (
    <Select
      label={t(`devices.${kind}`)}
      labelHidden
      icon={ICONS[kind]}
      value={chosen?.id ?? ""}
      options={list.map((device, i) => ({ value: device.id, label: deviceLabel(t, kind, device, i) }))}
      onChange={(id) => void devices.choose(kind, id)}
    />
  );
}

/** Browsers hide the names until access is given; without names there is nothing to choose. */
const named = (list: readonly Device[]): boolean => list.some((device) => device.label !== "");

function deviceLabel(t: Text, kind: Kind, device: Device, index: number): string {
  return device.label || t("devices.numbered", { kind: t(`devices.${kind}`), number: index + 1 });
}
