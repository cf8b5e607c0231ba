import { Select } from "../ui/Select.tsx";
import { useLocale } from "./language.ts";

/** Offered where the recogniser does not say what it knows. */
const COMMON = ["de", "en", "es", "fr", "it", "nl", "pt"] as const;

interface SpokenLanguageProps {
  label: string;
  /** The words for not choosing one. */
  none: string;
  /** Codes that can be chosen; none: the common ones. */
  languages: readonly string[];
  value: string | null;
  onChange: (language: string | null) => void;
}

/** The language in which somebody speaks, by name in the reader's language. */
export function SpokenLanguage({ label, none, languages, value, onChange }: SpokenLanguageProps) {
  const locale = useLocale();
  const names = new Intl.DisplayNames(locale, { type: "language" });
  const codes = new Set(languages.length > 0 ? languages : COMMON);
  if (value !== null) codes.add(value);
  const options = [...codes]
    .map((code) => ({ value: code, label: names.of(code) ?? code }))
    .sort((one, other) => one.label.localeCompare(other.label, locale));
  return (
    <Select
      label={label}
      value={value ?? ""}
      options={[{ value: "", label: none }, ...options]}
      onChange={(code) => onChange(code === "" ? null : code)}
    />
  );
}
