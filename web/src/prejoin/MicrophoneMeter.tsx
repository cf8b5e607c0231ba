import { useId } from "preact/hooks";
import type { Capture } from "../devices/devices.ts";
import { useLevel } from "../devices/useLevel.ts";
import { useText } from "../language/language.ts";
import { Notice } from "../ui/Notice.tsx";
import styles from "./MicrophoneMeter.module.css";

const BARS = 14;

/** Shows that the microphone hears; moves within 100 ms. */
export function MicrophoneMeter({ capture }: { capture: Capture }) {
  const t = useText();
  const id = useId();
  const { level, silent } = useLevel(capture.status === "on" ? capture.track : undefined);
  const lit = Math.round(level * BARS);
  if (capture.status === "unasked" || capture.status === "starting") return null;
  if (capture.status !== "on") return <p class={styles.line}>{t("prejoin.microphone-off")}</p>;
  return (
    <>
      <div class={styles.line}>
        <span id={id}>{t("prejoin.level")}</span>
        {/* biome-ignore lint/a11y/useSemanticElements: <meter> cannot be drawn as bars in every browser */}
        <span
          class={styles.bars}
          role="meter"
          aria-labelledby={id}
          aria-valuemin={0}
          aria-valuemax={BARS}
          aria-valuenow={lit}
        >
          {Array.from({ length: BARS }, (_, bar) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the bars never move
            <span key={bar} class={bar < lit ? styles.lit : undefined} />
          ))}
        </span>
      </div>
      {silent && (
        <Notice tone="warning" code="mic-silent">
          <p>{t("prejoin.silent")}</p>
        </Notice>
      )}
    </>
  );
}
