import { useLocale, useText } from "../language/language.ts";
import { Select } from "../ui/Select.tsx";
import styles from "./CaptionsPanel.module.css";
import type { CallCaptions, CaptionsView } from "./call-captions.ts";

interface TranslateCaptionsProps {
  captions: CallCaptions;
  view: CaptionsView;
}

/** In which language captions are read here; nothing where nothing translates. */
export function TranslateCaptions({ captions, view }: TranslateCaptionsProps) {
  const t = useText();
  const locale = useLocale();
  const { translations, translateTo } = view.facts;
  if (translations.length === 0) return null;
  const names = new Intl.DisplayNames(locale, { type: "language" });
  const codes = new Set([...translations, ...(translateTo === null ? [] : [translateTo])]);
  const options = [...codes]
    .map((code) => ({ value: code, label: names.of(code) ?? code }))
    .sort((one, other) => one.label.localeCompare(other.label, locale));
  return (
    <>
      <Select
        label={t("captions.translate")}
        value={translateTo ?? ""}
        options={[{ value: "", label: t("captions.translate.off") }, ...options]}
        disabled={view.busy}
        onChange={(code) => void captions.setTranslation(code === "" ? null : code)}
      />
      <p class={styles.muted}>{t("captions.translate.hint")}</p>
    </>
  );
}
