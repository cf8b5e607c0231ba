import { Plus } from "lucide";
import { useState } from "preact/hooks";
import type { Problem } from "../api/problem.ts";
import { createRoom } from "../api/rooms.ts";
import { problemTextNow, useText } from "../language/language.ts";
import { navigate } from "../shell/navigation.ts";
import { Button } from "../ui/Button.tsx";
import { toasts } from "../ui/toasts.ts";

/** Makes a room with the defaults and goes to its pre-join page. */
export function NewMeetingButton() {
  const t = useText();
  const [busy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    try {
      const { code } = await createRoom();
      navigate(`/${code}`);
    } catch (error) {
      toasts.show(problemTextNow(error as Problem), { tone: "danger" });
      setBusy(false);
    }
  };
  return (
    <Button look="primary" size="large" icon={Plus} busy={busy} onClick={() => void start()}>
      {t("rooms.new")}
    </Button>
  );
}
