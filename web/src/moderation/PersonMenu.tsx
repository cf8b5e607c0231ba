import {
  Camera,
  CameraOff,
  FlipHorizontal2,
  Hand,
  MessageCircleQuestion,
  MicOff,
  MonitorX,
  Pencil,
  PenLine,
  PenOff,
  Pin,
  PinOff,
  ShieldMinus,
  ShieldPlus,
  UserX,
} from "lucide";
import { useRef, useState } from "preact/hooks";
import type { CallModel } from "../call/call-model.ts";
import type { CallView } from "../call/call-view.ts";
import type { Person } from "../call/roster.ts";
import { useText } from "../language/language.ts";
import { MenuGroup, MenuItem, OpenMenu } from "../ui/Menu.tsx";
import { actsOn } from "./acts.ts";
import { PersonDialog, type PersonDialogName } from "./PersonDialog.tsx";

interface PersonMenuProps {
  model: CallModel;
  view: CallView;
  person: Person;
  pinned: boolean;
  opener: { readonly current: HTMLElement | null };
  onClose: () => void;
}

/** What can be done with one person: for everybody pin, for oneself the own picture, for hosts the rest. */
export default function PersonMenu({ model, view, person, pinned, opener, onClose }: PersonMenuProps) {
  const t = useText();
  const [dialog, setDialog] = useState<PersonDialogName | null>(null);
  const asked = useRef(false);
  const ask = (kind: PersonDialogName) => {
    asked.current = true;
    setDialog(kind);
  };
  const acts = actsOn(person, view);
  const { id, name } = person;

  if (dialog !== null) {
    return <PersonDialog kind={dialog} model={model} person={person} opener={opener} onClose={onClose} />;
  }
  return (
    <OpenMenu
      opener={opener}
      label={t("moderation.menu", { name })}
      onClose={() => asked.current || onClose()}
    >
      <MenuItem icon={pinned ? PinOff : Pin} onSelect={() => model.togglePin(id)}>
        {t(pinned ? "moderation.unpin" : "moderation.pin")}
      </MenuItem>
      {person.self && (
        <>
          <MenuItem
            icon={FlipHorizontal2}
            kind="checkbox"
            checked={view.selfMirrored}
            onSelect={() => model.setSelfMirrored(!view.selfMirrored)}
          >
            {t("moderation.mirror")}
          </MenuItem>
          {view.people.length > 1 && (
            <MenuItem icon={CameraOff} onSelect={() => model.setSelfHidden(true)}>
              {t("moderation.hide-self")}
            </MenuItem>
          )}
        </>
      )}
      {acts.rename && (
        <MenuItem icon={Pencil} onSelect={() => ask("rename")}>
          {t(person.self ? "moderation.rename-self" : "moderation.rename")}
        </MenuItem>
      )}
      {acts.any && (
        <MenuGroup label={t("moderation.host-acts")}>
          {acts.mute && (
            <MenuItem
              icon={MicOff}
              onSelect={() => void model.act((server) => server.mute(id, "microphone"))}
            >
              {t("moderation.mute", { name })}
            </MenuItem>
          )}
          {acts.askUnmute && (
            <MenuItem
              icon={MessageCircleQuestion}
              onSelect={() => void model.act((server) => server.askUnmute(id))}
            >
              {t("moderation.ask-unmute", { name })}
            </MenuItem>
          )}
          {acts.cameraOff && (
            <MenuItem icon={Camera} onSelect={() => void model.act((server) => server.mute(id, "camera"))}>
              {t("moderation.camera-off", { name })}
            </MenuItem>
          )}
          {acts.stopShare && (
            <MenuItem icon={MonitorX} onSelect={() => void model.act((server) => server.stopShareOf(id))}>
              {t("moderation.stop-share", { name })}
            </MenuItem>
          )}
          {acts.giveFloor && (
            <MenuItem icon={Hand} onSelect={() => void model.act((server) => server.giveFloor(id))}>
              {t("moderation.give-floor", { name })}
            </MenuItem>
          )}
          {acts.lowerHand && (
            <MenuItem icon={Hand} onSelect={() => void model.act((server) => server.lowerHand(id))}>
              {t("moderation.lower-hand", { name })}
            </MenuItem>
          )}
          {acts.makeCoHost && (
            <MenuItem icon={ShieldPlus} onSelect={() => ask("make-co-host")}>
              {t("moderation.make-co-host", { name })}
            </MenuItem>
          )}
          {acts.unmakeCoHost && (
            <MenuItem
              icon={ShieldMinus}
              onSelect={() => void model.act((server) => server.setRole(id, "participant", false))}
            >
              {t("moderation.unmake-co-host", { name })}
            </MenuItem>
          )}
          {acts.makeCaptioner && (
            <MenuItem
              icon={PenLine}
              onSelect={() => void model.act((server) => server.setCaptioner(id, true))}
            >
              {t(person.self ? "moderation.make-captioner-self" : "moderation.make-captioner", { name })}
            </MenuItem>
          )}
          {acts.unmakeCaptioner && (
            <MenuItem
              icon={PenOff}
              onSelect={() => void model.act((server) => server.setCaptioner(id, false))}
            >
              {t(person.self ? "moderation.unmake-captioner-self" : "moderation.unmake-captioner", { name })}
            </MenuItem>
          )}
          {acts.remove && (
            <MenuItem icon={UserX} danger onSelect={() => ask("remove")}>
              {t("moderation.remove-ask", { name })}
            </MenuItem>
          )}
        </MenuGroup>
      )}
    </OpenMenu>
  );
}
