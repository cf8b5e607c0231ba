import { WifiOff } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { useText } from "../language/language.ts";
import { announcer } from "../ui/announcer.ts";
import { Icon } from "../ui/Icon.tsx";
import styles from "./OfflineBanner.module.css";

/** Says that the computer has no network; what was shown last stays. */
export function OfflineBanner() {
  const t = useText();
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const watching = new AbortController();
    const { signal } = watching;
    addEventListener("online", () => setOnline(true), { signal });
    addEventListener("offline", () => setOnline(false), { signal });
    return () => watching.abort();
  }, []);
  useEffect(() => {
    if (!online) announcer.say(t("shell.offline"));
  }, [online, t]);
  if (online) return null;
  return (
    <p class={styles.banner}>
      <Icon of={WifiOff} />
      {t("shell.offline")}
    </p>
  );
}
