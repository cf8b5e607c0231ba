import {
  Bell,
  Captions,
  CircleDot,
  Ellipsis,
  Eye,
  Keyboard,
  Maximize,
  Minimize,
  MonitorUp,
  MonitorX,
  PenLine,
  ShieldCheck,
  TextSearch,
  UserPlus,
  Users,
} from "lucide";
import { useState } from "preact/hooks";
import { toggleCaptions } from "../captions/toggle-captions.ts";
import { useText } from "../language/language.ts";
import { Menu, MenuItem } from "../ui/Menu.tsx";
import type { CallModel } from "./call-model.ts";
import type { CallView } from "./call-view.ts";
import { DataSaverItems } from "./DataSaver.tsx";
import { toggleFullScreen } from "./full-screen.ts";
import { copyMeetingLink } from "./meeting-link.ts";
import { part } from "./part.tsx";
import { ToolButton } from "./ToolButton.tsx";

const NoticeList = part(() => import("./NoticeList.tsx"));
const ShortcutList = part(() => import("./ShortcutList.tsx"));

interface MoreMenuProps {
  model: CallModel;
  view: CallView;
  folded: boolean;
  narrow: boolean;
}

/** Everything that has no button of its own at this width. */
export function MoreMenu({ model, view, folded, narrow }: MoreMenuProps) {
  const t = useText();
  const [dialog, setDialog] = useState<"notices" | "shortcuts" | null>(null);
  const presenting = view.share.state === "on";
  const canPresent = "getDisplayMedia" in (navigator.mediaDevices ?? {});
  return (
    <>
      <Menu
        label={t("call.more")}
        side="above"
        trigger={(trigger) => (
          <ToolButton
            icon={Ellipsis}
            label={t("call.more")}
            word={t("call.word.more")}
            badge={folded ? view.waiting.length : 0}
            trigger={trigger}
          />
        )}
      >
        {folded && (
          <MenuItem icon={Users} onSelect={() => model.togglePanel("people")}>
            {t("people.open", { count: view.people.length, waiting: view.waiting.length })}
          </MenuItem>
        )}
        {folded && view.host && (
          <MenuItem icon={ShieldCheck} onSelect={() => model.togglePanel("host")}>
            {t("moderation.open")}
          </MenuItem>
        )}
        {narrow && canPresent && (
          <MenuItem icon={presenting ? MonitorX : MonitorUp} onSelect={() => void model.toggleShare()}>
            {t(presenting ? "shares.stop" : "shares.start")}
          </MenuItem>
        )}
        {folded && (
          <MenuItem icon={UserPlus} onSelect={() => void copyMeetingLink(model, view.code)}>
            {t("call.link.copy")}
          </MenuItem>
        )}
        {folded && view.can.has("captions") && (
          <MenuItem
            icon={Captions}
            kind="checkbox"
            checked={view.captions.shown}
            onSelect={() => void toggleCaptions(model)}
          >
            {t("captions.title")}
          </MenuItem>
        )}
        {view.can.has("captions") && (
          <MenuItem icon={TextSearch} onSelect={() => model.openPanel("captions")}>
            {t("captions.open")}
          </MenuItem>
        )}
        {view.captions.typing !== null && (
          <MenuItem icon={PenLine} onSelect={() => model.openPanel("captions")}>
            {t("captions.type")}
          </MenuItem>
        )}
        {(folded || !view.can.has("record")) && mayRecordOrAsk(view) && (
          <MenuItem icon={CircleDot} onSelect={() => model.openPanel("recording")}>
            {t(recordingItem(view))}
          </MenuItem>
        )}
        {view.selfHidden && (
          <MenuItem icon={Eye} onSelect={() => model.setSelfHidden(false)}>
            {t("call.self.show")}
          </MenuItem>
        )}
        <MenuItem icon={Bell} onSelect={() => setDialog("notices")}>
          {t("call.notices.open")}
        </MenuItem>
        {!narrow && (
          <MenuItem icon={Keyboard} onSelect={() => setDialog("shortcuts")}>
            {t("call.shortcuts.open")}
          </MenuItem>
        )}
        {document.fullscreenEnabled && (
          <MenuItem
            icon={document.fullscreenElement === null ? Maximize : Minimize}
            onSelect={() => void toggleFullScreen()}
          >
            {t(document.fullscreenElement === null ? "call.full-screen" : "call.full-screen.leave")}
          </MenuItem>
        )}
        <DataSaverItems model={model} view={view} />
      </Menu>
      {dialog === "notices" && <NoticeList view={view} onClose={() => setDialog(null)} />}
      {dialog === "shortcuts" && <ShortcutList onClose={() => setDialog(null)} />}
    </>
  );
}

function mayRecordOrAsk({ can, recording }: CallView): boolean {
  return (
    recording.now !== null ||
    can.has("record") ||
    (can.has("ask-recording") && recording.terms?.possible === true)
  );
}

function recordingItem({ can, recording }: CallView) {
  if (recording.now !== null) return "recording.open-running";
  return can.has("record") ? "recording.open" : "recording.ask-for-one";
}
