import { Camera, Lock, Mic, MicOff, ShieldCheck, Video, VideoOff } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Devices, DevicesState } from "../devices/devices.ts";
import type { Source } from "../devices/source.ts";
import { useText } from "../language/language.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Button } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import { Icon } from "../ui/Icon.tsx";
import styles from "./Preview.module.css";

interface PreviewProps {
  devices: Devices;
  state: DevicesState;
  name: string;
  /** In the lobby: nobody sees this picture yet. */
  waiting?: boolean;
  /** More round buttons beside microphone and camera. */
  children?: ComponentChildren;
}

/** One's own picture, as in a mirror, with the two toggles. */
export function Preview({ devices, state, name, waiting = false, children }: PreviewProps) {
  const t = useText();
  const { camera } = state.captures;
  const track = camera.status === "on" ? camera.track : undefined;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields; this groups a picture with its buttons
    <div
      class={styles.preview}
      role="group"
      aria-label={t(waiting ? "prejoin.own-picture-waiting" : "prejoin.own-picture")}
    >
      {track ? <OwnPicture track={track} /> : <NoPicture devices={devices} state={state} name={name} />}
      <div class={styles.top}>
        <span class={styles.plate}>{name || t("prejoin.you")}</span>
        {waiting && (
          <span class={styles.plate}>
            <Icon of={Lock} size="small" />
            {t("prejoin.nobody-sees")}
          </span>
        )}
      </div>
      <div class={styles.bar}>
        <Toggle source="microphone" devices={devices} state={state} />
        <Toggle source="camera" devices={devices} state={state} />
        {children}
      </div>
    </div>
  );
}

function OwnPicture({ track }: { track: MediaStreamTrack }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = new MediaStream([track]);
  }, [track]);
  return <video ref={video} class={styles.video} autoPlay playsInline muted />;
}

function NoPicture({ devices, state, name }: Pick<PreviewProps, "devices" | "state" | "name">) {
  const t = useText();
  const { microphone, camera } = state.captures;
  if (microphone.status === "unasked" || camera.status === "unasked") {
    return (
      <div class={styles.centre}>
        <Icon of={ShieldCheck} size="large" />
        <p>{t("prejoin.allow-text")}</p>
        <Button look="primary" size="large" icon={Camera} onClick={() => void devices.allow()}>
          {t("prejoin.allow")}
        </Button>
      </div>
    );
  }
  if (camera.status === "starting") {
    return (
      <div class={classes(styles.centre, styles.late)}>
        <p>{t("prejoin.camera-starting")}</p>
      </div>
    );
  }
  return (
    <div class={styles.centre}>
      {name ? <Avatar name={name} size="tile" /> : <Icon of={VideoOff} size="large" />}
      <p>{t(camera.status === "failed" ? "prejoin.camera-unavailable" : "prejoin.camera-off")}</p>
    </div>
  );
}

const DRAWINGS = {
  microphone: { on: Mic, off: MicOff },
  camera: { on: Video, off: VideoOff },
};

function Toggle({ source, devices, state }: { source: Source; devices: Devices; state: DevicesState }) {
  const t = useText();
  const { status } = state.captures[source];
  const on = state.wished[source] && status !== "failed";
  const label = t(`devices.turn-${on ? "off" : "on"}-${source}`);
  return (
    <button
      type="button"
      class={classes(styles.round, !on && styles.off)}
      aria-label={label}
      title={label}
      data-source={source}
      data-on={on}
      onClick={() => void devices.turn(source, !on)}
    >
      <Icon of={DRAWINGS[source][on ? "on" : "off"]} size="large" />
    </button>
  );
}

/** A round button over the picture. */
export const roundClass = styles.round ?? "";
