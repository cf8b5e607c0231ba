import { PhoneOff } from "lucide";
import { useState } from "preact/hooks";
import { useText } from "../language/language.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Menu, MenuItem } from "../ui/Menu.tsx";
import type { CallModel } from "./call-model.ts";
import type { CallView } from "./call-view.ts";
import { ToolButton } from "./ToolButton.tsx";

/** Leaves at once; hosts choose between leaving and ending the call for everybody. */
export function LeaveButton({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  const [asking, setAsking] = useState(false);
  if (!view.can.has("end")) {
    return (
      <ToolButton
        icon={PhoneOff}
        look="leave"
        label={t("call.leave")}
        word={t("call.word.leave")}
        onPress={() => void model.leave()}
      />
    );
  }
  return (
    <>
      <Menu
        label={t("call.leave-or-end")}
        side="above"
        trigger={(trigger) => (
          <ToolButton
            icon={PhoneOff}
            look="leave"
            label={t("call.leave-or-end")}
            word={t("call.word.leave")}
            trigger={trigger}
          />
        )}
      >
        <MenuItem onSelect={() => void model.leave()}>{t("call.leave")}</MenuItem>
        <MenuItem danger onSelect={() => setAsking(true)}>
          {t("call.end-for-all")}
        </MenuItem>
      </Menu>
      {asking && (
        <Dialog
          title={t("call.end.title")}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button autofocus onClick={() => setAsking(false)}>
                {t("moderation.cancel")}
              </Button>
              <Button
                look="leave"
                onClick={() => {
                  setAsking(false);
                  void model.endForAll();
                }}
              >
                {t("call.end.do")}
              </Button>
            </>
          }
        >
          <p>{t("call.end.text", { count: Math.max(0, view.people.length - 1) })}</p>
        </Dialog>
      )}
    </>
  );
}
