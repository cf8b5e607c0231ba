import { Link } from "lucide";
import { useLocale, useText } from "../language/language.ts";
import { Icon } from "../ui/Icon.tsx";
import type { CallModel } from "./call-model.ts";
import type { CallView } from "./call-view.ts";
import { copyMeetingLink } from "./meeting-link.ts";
import styles from "./Toolbar.module.css";
import { useEverySecond } from "./useEverySecond.ts";

/** The time of day, by the server's clock. */
export function Clock({ view }: { view: CallView }) {
  const locale = useLocale();
  const now = new Date(
    useEverySecond() + (view.serverOffset === 0 ? performance.timeOrigin : view.serverOffset),
  );
  const text = new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(now);
  return (
    <time class={styles.time} dateTime={now.toISOString().slice(0, 16)}>
      {text}
    </time>
  );
}

/** How long the call has lasted: "32:14" or "1:02:03". */
export function Duration({ view, className }: { view: CallView; className: string | undefined }) {
  const t = useText();
  const now = useEverySecond();
  if (view.startedAt === null) return null;
  const seconds = Math.max(0, Math.floor((now - view.startedAt) / 1_000));
  return (
    <span class={className}>
      <span class="visually-hidden">{t("call.duration")}</span>
      <time dateTime={`PT${seconds}S`}>{clockText(seconds)}</time>
    </span>
  );
}

/** The meeting's code; a press copies the whole link. */
export function MeetingLink({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  return (
    <button
      type="button"
      class={styles.link}
      aria-label={t("call.link.copy-code", { code: view.code })}
      title={t("call.link.copy")}
      onClick={() => void copyMeetingLink(model, view.code)}
    >
      <Icon of={Link} />
      <span>{view.code}</span>
    </button>
  );
}

function clockText(seconds: number): string {
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours = 0, minutes = 0, rest = 0] = parts;
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${two(minutes)}:${two(rest)}`;
}
