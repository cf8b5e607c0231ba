import { MonitorX } from "lucide";
import type { CallModel } from "../call/call-model.ts";
import type { CallView } from "../call/call-view.ts";
import { PictureView } from "../call/PictureView.tsx";
import { useText } from "../language/language.ts";
import { Button } from "../ui/Button.tsx";
import styles from "./PresentingBar.module.css";

/** Tells the person who presents that they do, with their own small picture of it. *Stop* is first in order. */
export function PresentingBar({ model, view }: { model: CallModel; view: CallView }) {
  const t = useText();
  const own = view.shares.find((share) => share.self);
  if (view.share.state !== "on") return null;
  return (
    <section class={styles.bar} aria-label={t("shares.presenting")}>
      <Button size="small" icon={MonitorX} onClick={() => void model.toggleShare()}>
        {t("shares.stop")}
      </Button>
      {own && <PictureView picture={own.picture} className={styles.picture} />}
      <p>{t("shares.presenting")}</p>
    </section>
  );
}
