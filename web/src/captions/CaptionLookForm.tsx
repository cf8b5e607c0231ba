import { useText } from "../language/language.ts";
import { RadioGroup } from "../ui/RadioGroup.tsx";
import { Range } from "../ui/Range.tsx";
import { Select } from "../ui/Select.tsx";
import { useStore } from "../ui/useStore.ts";
import { CaptionSample } from "./CaptionLines.tsx";
import styles from "./CaptionsPanel.module.css";
import { captionLook } from "./caption-look.ts";
import { COLOURS, FONTS, LARGEST_SIZE, MOST_LINES, SMALLEST_SIZE } from "./look.ts";

/** How captions look on this device; each choice acts at once. */
export function CaptionLookForm() {
  const t = useText();
  const look = useStore(captionLook.state);
  const change = captionLook.change.bind(captionLook);
  const lines = Array.from({ length: MOST_LINES }, (_, index) => String(index + 1));
  return (
    <section class={styles.look} aria-label={t("captions.look")}>
      <CaptionSample text={t("captions.sample")} look={look} />
      <RadioGroup
        label={t("captions.place")}
        value={look.place}
        options={[
          { value: "above-toolbar", label: t("captions.above") },
          { value: "panel", label: t("captions.panel") },
        ]}
        onChange={(place) => change({ place })}
      />
      <Select
        label={t("captions.lines")}
        value={String(look.lines)}
        options={lines.map((value) => ({ value, label: value }))}
        onChange={(value) => change({ lines: Number(value) })}
      />
      <Range
        label={t("captions.size")}
        value={look.size}
        min={SMALLEST_SIZE}
        max={LARGEST_SIZE}
        step={2}
        words={t("captions.size.pixels", { size: look.size })}
        onInput={(size) => change({ size })}
      />
      <Select
        label={t("captions.font")}
        value={look.font}
        options={FONTS.map((font) => ({ value: font, label: t(`captions.font.${font}`) }))}
        onChange={(font) => change({ font })}
      />
      <Select
        label={t("captions.colours")}
        value={look.colours}
        options={COLOURS.map((colours) => ({ value: colours, label: t(`captions.colours.${colours}`) }))}
        onChange={(colours) => change({ colours })}
      />
      <Range
        label={t("captions.opacity")}
        value={look.opacity}
        min={0}
        max={100}
        step={10}
        words={t("captions.opacity.percent", { percent: look.opacity })}
        onInput={(opacity) => change({ opacity })}
      />
      <p class={styles.muted}>{t("captions.look.hint")}</p>
    </section>
  );
}
