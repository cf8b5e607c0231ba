import {
  Captions,
  CircleDot,
  Hand,
  MessageSquare,
  Mic,
  MicOff,
  MonitorUp,
  MonitorX,
  ShieldCheck,
  Users,
  Video,
  VideoOff,
} from "lucide";
import { useRef } from "preact/hooks";
import { toggleCaptions } from "../captions/toggle-captions.ts";
import { useText } from "../language/language.ts";
import { MOST_SHARES } from "../shares/shares.ts";
import type { CallModel } from "./call-model.ts";
import type { CallView, PanelName } from "./call-view.ts";
import { DeviceButton } from "./DeviceButton.tsx";
import { LeaveButton } from "./LeaveButton.tsx";
import { MoreMenu } from "./MoreMenu.tsx";
import { ToolButton } from "./ToolButton.tsx";
import styles from "./Toolbar.module.css";
import { Clock, MeetingLink } from "./ToolbarStart.tsx";
import { moveInToolbar } from "./toolbar-keys.ts";
import { FOLDED, NARROW, useMedia } from "./useMedia.ts";

/** The call's controls, in three groups; named by what pressing does. */
export function Toolbar({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  const folded = useMedia(FOLDED);
  const narrow = useMedia(NARROW);
  const bar = useRef<HTMLDivElement>(null);
  const raised = (view.self?.hand ?? null) !== null;

  return (
    <footer class={styles.bar} data-toolbar>
      {!folded && (
        <div class={styles.start}>
          <Clock view={view} />
          <MeetingLink model={model} view={view} />
        </div>
      )}
      <div
        ref={bar}
        class={styles.centre}
        role="toolbar"
        aria-label={t("call.toolbar")}
        onKeyDown={(event) => moveInToolbar(event, bar.current)}
      >
        <DeviceButton
          model={model}
          kind="microphone"
          icon={view.microphone.state === "off" ? MicOff : Mic}
          source={view.microphone}
          label={t(view.microphone.state === "off" ? "call.microphone.on" : "call.microphone.off")}
          choose={t("call.microphone.choose")}
          word={t("call.word.microphone")}
          onPress={() => void model.toggleMicrophone()}
          first
        />
        <DeviceButton
          model={model}
          kind="camera"
          icon={view.camera.state === "off" ? VideoOff : Video}
          source={view.camera}
          label={t(view.camera.state === "off" ? "call.camera.on" : "call.camera.off")}
          choose={t("call.camera.choose")}
          word={t("call.word.camera")}
          onPress={() => void model.toggleCamera()}
        />
        <span class={styles.line} aria-hidden="true" />
        {!narrow && <ShareButton model={model} view={view} />}
        <ToolButton
          icon={Hand}
          look={raised ? "hand" : "plain"}
          label={t(raised ? "call.hand.lower" : "call.hand.raise")}
          word={t("call.word.hand")}
          onPress={() => void model.toggleHand()}
        />
        {!folded && view.can.has("captions") && <CaptionsButton model={model} view={view} />}
        {folded && <PanelButton model={model} view={view} panel="chat" />}
        <MoreMenu model={model} view={view} folded={folded} narrow={narrow} />
        <span class={styles.line} aria-hidden="true" />
        <LeaveButton model={model} view={view} />
      </div>
      {!folded && <PanelGroup model={model} view={view} />}
    </footer>
  );
}

function PanelGroup({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  const group = useRef<HTMLDivElement>(null);
  return (
    <div
      ref={group}
      class={styles.end}
      role="toolbar"
      aria-label={t("call.panels")}
      onKeyDown={(event) => moveInToolbar(event, group.current)}
    >
      <PanelButton model={model} view={view} panel="people" first />
      <PanelButton model={model} view={view} panel="chat" />
      {view.can.has("record") && <PanelButton model={model} view={view} panel="recording" />}
      {view.host && <PanelButton model={model} view={view} panel="host" />}
    </div>
  );
}

interface PanelButtonProps {
  model: CallModel;
  view: CallView;
  panel: ToolPanel;
  first?: boolean;
}

/** Panels that have a button of their own. */
type ToolPanel = Exclude<PanelName, "captions">;

const PANEL_ICONS = {
  people: Users,
  chat: MessageSquare,
  recording: CircleDot,
  host: ShieldCheck,
} as const;

function PanelButton({ model, view, panel, first = false }: PanelButtonProps) {
  const t = useText();
  const open = view.panel === panel;
  const idle = view.recording.now === null;
  const count = panel === "people" ? view.people.length : panel === "chat" ? view.chat.unread : 0;
  const labels = {
    people: t(open ? "people.close" : "people.open", { count, waiting: view.waiting.length }),
    chat: t(open ? "chat.close" : "chat.open", { count }),
    recording: t(open ? "recording.close" : idle ? "recording.open" : "recording.open-running"),
    host: t(open ? "moderation.close" : "moderation.open"),
  };
  const words = {
    people: t("people.title"),
    chat: t("chat.title"),
    recording: t(idle && !open ? "recording.open" : "recording.open-running"),
    host: t("moderation.word"),
  };
  const waiting = panel === "people" && view.waiting.length > 0;
  return (
    <ToolButton
      icon={PANEL_ICONS[panel]}
      look={open ? "on" : "plain"}
      label={labels[panel]}
      word={words[panel]}
      badge={waiting ? view.waiting.length : count}
      badgeLook={panel === "people" && !waiting ? "count" : "new"}
      expanded={open}
      first={first}
      onPress={() => model.togglePanel(panel)}
    />
  );
}

/** Captions for oneself; where there are none the button stays and says why. */
function CaptionsButton({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  const { facts, shown, busy } = view.captions;
  const unavailable = facts.possible || shown ? undefined : t(`captions.why-not.${facts.whyNot ?? "policy"}`);
  return (
    <ToolButton
      icon={Captions}
      look={shown ? "on" : "plain"}
      label={t(shown ? "captions.turn-off" : "captions.turn-on")}
      word={t("captions.word")}
      unavailable={unavailable}
      busy={busy}
      onPress={() => void toggleCaptions(model)}
    />
  );
}

/** Presenting is possible while fewer than four do; the button stays and says why it rests. */
function ShareButton({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  const on = view.share.state === "on";
  const full = !on && view.shares.length >= MOST_SHARES;
  const unsupported = !("getDisplayMedia" in (navigator.mediaDevices ?? {}));
  const reason = unsupported
    ? t("error.share-unsupported")
    : full
      ? t("shares.full", { count: MOST_SHARES })
      : undefined;
  return (
    <ToolButton
      icon={on ? MonitorX : MonitorUp}
      look={on ? "on" : "plain"}
      label={t(on ? "shares.stop" : "shares.start")}
      word={t(on ? "call.word.stop" : "call.word.share")}
      unavailable={reason}
      busy={view.share.state === "choosing"}
      onPress={() => void model.toggleShare()}
    />
  );
}
