import type { CSSProperties } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useText } from "../language/language.ts";
import { classes } from "../ui/classes.ts";
import { useStore } from "../ui/useStore.ts";
import styles from "./CaptionLines.module.css";
import { CaptionSpeaker } from "./CaptionSpeaker.tsx";
import { CaptionText } from "./CaptionText.tsx";
import type { CaptionsView } from "./call-captions.ts";
import type { CaptionLine } from "./caption-log.ts";
import { captionLook } from "./caption-look.ts";
import type { CaptionLook } from "./look.ts";

/** What is being said, above the controls, as this device draws it. Never spoken: it is what is heard. */
export default function CaptionLines({ captions }: { captions: CaptionsView }) {
  const t = useText();
  const look = useStore(captionLook.state);
  const { lines, facts } = captions;
  const state = stateKey(facts.state) ?? (captions.untranslated ? "captions.untranslated" : null);
  const inPanel = look.place === "panel";
  if (state === null && (inPanel || lines.length === 0)) return null;
  return (
    <div
      class={styles.place}
      role="log"
      aria-live="off"
      aria-label={t("captions.title")}
      data-captions={facts.state}
    >
      <div class={classes(styles.box, styles[look.colours])} style={styleOf(look)}>
        {!inPanel && <CaptionTexts lines={lines} most={look.lines} />}
        {state !== null && <p class={styles.state}>{t(state)}</p>}
      </div>
    </div>
  );
}

/** The newest line in sight at the bottom; of a long one its end, with the name of who says it kept beside it. */
function CaptionTexts({ lines, most }: { lines: readonly CaptionLine[]; most: number }) {
  const area = useRef<HTMLDivElement>(null);
  const translated = lines.some(({ translation }) => translation !== null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever there is more to read
  useLayoutEffect(() => {
    area.current?.scrollTo({ top: area.current.scrollHeight });
  }, [lines, most]);
  return (
    <div class={classes(styles.window, translated && styles.translated)} ref={area}>
      <div>
        {lines.slice(-most).map((line) => (
          <p
            key={line.id}
            class={styles.line}
            data-segment={line.id}
            data-participant={line.participant ?? undefined}
            data-typed={line.typed || undefined}
          >
            <b class={styles[`speaker${line.colour}`]}>
              <CaptionSpeaker line={line} />
            </b>
            <CaptionText line={line} />
          </p>
        ))}
      </div>
    </div>
  );
}

/** A sample of what was chosen, for the settings. */
export function CaptionSample({ text, look }: { text: string; look: CaptionLook }) {
  return (
    <div class={classes(styles.box, styles.sample, styles[look.colours])} style={styleOf(look)}>
      {text}
    </div>
  );
}

function stateKey(state: CaptionsView["facts"]["state"]) {
  switch (state) {
    case "starting":
      return "captions.starting";
    case "late":
      return "captions.late";
    case "failed":
      return "captions.failed";
    default:
      return null;
  }
}

function styleOf({ lines, size, font, opacity }: CaptionLook): CSSProperties {
  return {
    "--caption-lines": String(lines),
    "--caption-size": `${size}px`,
    "--caption-font": FONT_FAMILIES[font],
    "--caption-opacity": `${opacity}%`,
  } as CSSProperties;
}

const FONT_FAMILIES = {
  system: "var(--font)",
  serif: 'Georgia, "Liberation Serif", "Times New Roman", serif',
  monospace: "var(--font-mono)",
} as const;
