import { useMemo, useState } from "preact/hooks";
import { useText } from "../language/language.ts";
import { PresentingBar } from "../shares/PresentingBar.tsx";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { CallHeader } from "./CallHeader.tsx";
import styles from "./CallScreen.module.css";
import { CallSounds } from "./CallSounds.tsx";
import { CallToasts } from "./CallToasts.tsx";
import { Connecting } from "./Connecting.tsx";
import type { CallModel } from "./call-model.ts";
import type { CallView } from "./call-view.ts";
import { part } from "./part.tsx";
import { StageView } from "./StageView.tsx";
import { errorSentence } from "./sentence.ts";
import { Toolbar } from "./Toolbar.tsx";
import { useShortcuts } from "./useShortcuts.ts";
import { useWords } from "./useWords.ts";

const PeoplePanel = part(() => import("../people/PeoplePanel.tsx"));
const ChatPanel = part(() => import("../chat/ChatPanel.tsx"));
const HostPanel = part(() => import("../moderation/HostPanel.tsx"));
const RecordingPanel = part(() => import("../recordings/call/RecordingPanel.tsx"));
const ConsentDialog = part(() => import("../recordings/call/ConsentDialog.tsx"));
const CaptionsPanel = part(() => import("../captions/CaptionsPanel.tsx"));
const CaptionLines = part(() => import("../captions/CaptionLines.tsx"));
const ShortcutList = part(() => import("./ShortcutList.tsx"));

/** The whole screen of a call. Order of the page: skip links, header, notices, stage, toolbar, panel. */
export function CallScreen({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  const [dialog, setDialog] = useState<"shortcuts" | "leave" | null>(null);
  const views = useMemo(
    () => ({ showList: () => setDialog("shortcuts"), askToLeave: () => setDialog("leave") }),
    [],
  );
  useShortcuts(model, views);

  return (
    <div class={styles.call} data-theme="call" data-call-state={view.phase}>
      <div class={styles.skips}>
        <a href="#call-stage">{t("call.skip.stage")}</a>
        <a href="#call-tools">{t("call.skip.toolbar")}</a>
        {view.panel !== null && <a href="#call-panel">{t("call.skip.panel")}</a>}
      </div>
      <CallHeader model={model} view={view} />
      <Banners model={model} view={view} />
      <main id="call-stage" class={styles.stage} aria-label={t("call.stage")} tabIndex={-1}>
        <PresentingBar model={model} view={view} />
        {view.phase === "connecting" ? (
          <Connecting model={model} view={view} />
        ) : (
          <StageView model={model} view={view} />
        )}
      </main>
      <div class={styles.told}>
        <CallToasts model={model} view={view} />
        {view.captions.shown && <CaptionLines captions={view.captions} />}
      </div>
      <div id="call-tools" class={styles.tools} tabIndex={-1}>
        <Toolbar model={model} view={view} />
      </div>
      <div id="call-panel" class={styles.panel} tabIndex={-1}>
        {view.panel === "people" && <PeoplePanel model={model} view={view} />}
        {view.panel === "chat" && <ChatPanel model={model} view={view} />}
        {view.panel === "host" && view.host && <HostPanel model={model} view={view} />}
        {view.panel === "recording" && <RecordingPanel model={model} view={view} />}
        {view.panel === "captions" && <CaptionsPanel model={model} view={view} />}
      </div>
      {view.recording.asks && view.recording.now !== null && (
        <ConsentDialog model={model} view={view} recording={view.recording.now} />
      )}
      <CallSounds people={view.people} muted={view.soundOff} />
      {dialog === "shortcuts" && <ShortcutList onClose={() => setDialog(null)} />}
      {dialog === "leave" && <LeaveDialog model={model} onClose={() => setDialog(null)} />}
    </div>
  );
}

function Banners({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  const say = useWords();
  const { problem } = view.microphone;
  const lost = view.phase === "reconnecting";
  if (!lost && !view.soundBlocked && problem === null) return null;
  return (
    <section class={styles.banners} aria-label={t("call.banners")}>
      {lost && (
        <p class={styles.banner} data-error="connection-lost">
          {t("call.said.connection-lost")}
        </p>
      )}
      {view.soundBlocked && (
        <Button look="primary" wide onClick={() => void model.startSound()}>
          {t("call.sound-on")}
        </Button>
      )}
      {problem !== null && (
        <p class={styles.banner} data-error={problem}>
          {say(errorSentence(problem, {}))}
        </p>
      )}
    </section>
  );
}

function LeaveDialog({ model, onClose }: { model: CallModel; onClose: () => void }) {
  const t = useText();
  return (
    <Dialog
      title={t("call.leave.title")}
      onClose={onClose}
      actions={
        <>
          <Button autofocus onClick={onClose}>
            {t("call.leave.stay")}
          </Button>
          <Button look="leave" onClick={() => void model.leave()}>
            {t("call.leave")}
          </Button>
        </>
      }
    >
      <p>{t("call.leave.text")}</p>
    </Dialog>
  );
}
