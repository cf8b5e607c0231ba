import { Bot, Captions, Lock, Maximize, Minimize, Users } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { useText } from "../language/language.ts";
import { RecordingBadge } from "../recordings/call/RecordingBadge.tsx";
import { Badge } from "../ui/Badge.tsx";
import { IconButton } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import styles from "./CallHeader.module.css";
import type { CallModel } from "./call-model.ts";
import type { CallView } from "./call-view.ts";
import { DataSaverBadge } from "./DataSaver.tsx";
import { toggleFullScreen } from "./full-screen.ts";
import { Duration } from "./ToolbarStart.tsx";

/** Title, length of the call, whether it is recorded, captioned, locked, how many are in. */
export function CallHeader({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  const full = useFullScreen();
  return (
    <header class={styles.header}>
      <h1>{view.title ?? t("call.untitled", { code: view.code })}</h1>
      <Duration view={view} className={styles.duration} />
      <RecordingBadge model={model} view={view} />
      {isCaptioned(view) && (
        <span class={styles.captions} title={t("captions.badge.hint")}>
          <Badge icon={Captions} tone="line">
            <span class={styles.word}>{t("captions.badge")}</span>
          </Badge>
        </span>
      )}
      <DataSaverBadge model={model} view={view} />
      {view.locked && (
        <Badge icon={Lock} tone="line">
          {t("call.locked")}
        </Badge>
      )}
      {view.programs > 0 && (
        <Badge icon={Bot} tone="line">
          {t("call.programs", { count: view.programs })}
        </Badge>
      )}
      <div class={styles.end}>
        {view.people.length > 0 && (
          <span class={styles.count}>
            <Icon of={Users} />
            <span class="visually-hidden">{t("call.people-count", { count: view.people.length })}</span>
            <span aria-hidden="true">{view.people.length}</span>
          </span>
        )}
        {document.fullscreenEnabled && (
          <span class={styles.wide}>
            <IconButton
              icon={full ? Minimize : Maximize}
              label={t(full ? "call.full-screen.leave" : "call.full-screen")}
              onClick={() => void toggleFullScreen()}
            />
          </span>
        )}
      </div>
    </header>
  );
}

/** Somebody's speech is being turned into text, by the recogniser or by a person who types. */
function isCaptioned(view: CallView): boolean {
  const { state, policy, captioners } = view.captions.facts;
  return CAPTIONED.has(state) || (policy !== "never" && captioners.length > 0);
}

const CAPTIONED: ReadonlySet<string> = new Set(["starting", "on", "late"]);

function useFullScreen(): boolean {
  const [full, setFull] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const update = () => setFull(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", update);
    return () => document.removeEventListener("fullscreenchange", update);
  }, []);
  return full;
}
