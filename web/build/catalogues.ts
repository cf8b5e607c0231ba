import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { argumentsOf } from "./icu.ts";

export const LANGUAGES = ["en", "fr"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Catalogue = Record<string, string>;

/** Merges `src/language/<language>/*.json`; a key written twice is an error. */
export function readCatalogue(folder: string, language: Language): Catalogue {
  const merged: Catalogue = {};
  for (const file of readdirSync(join(folder, language)).sort()) {
    if (extname(file) !== ".json") continue;
    const messages = JSON.parse(readFileSync(join(folder, language, file), "utf8")) as Catalogue;
    for (const [key, message] of Object.entries(messages)) {
      if (key in merged) throw new Error(`${language}/${file}: "${key}" is already in another file`);
      merged[key] = message;
    }
  }
  return merged;
}

/** Faults of the two catalogues, one sentence each: keys missing, arguments that differ, typography. */
export function catalogueFaults(en: Catalogue, fr: Catalogue): string[] {
  const faults: string[] = [];
  for (const key of Object.keys(en)) if (!(key in fr)) faults.push(`fr lacks "${key}"`);
  for (const key of Object.keys(fr)) if (!(key in en)) faults.push(`en lacks "${key}"`);
  for (const [key, message] of Object.entries(en)) {
    const french = fr[key];
    if (french === undefined) continue;
    const wanted = argumentsOf(message).join(", ");
    const found = argumentsOf(french).join(", ");
    if (wanted !== found) faults.push(`"${key}" takes (${wanted}) in en and (${found}) in fr`);
  }
  for (const [language, catalogue] of [["en", en] as const, ["fr", fr] as const]) {
    for (const [key, message] of Object.entries(catalogue))
      faults.push(...typography(language, key, message));
  }
  return faults;
}

function typography(language: Language, key: string, message: string): string[] {
  const faults: string[] = [];
  if (/['"]/.test(message)) faults.push(`${language} "${key}": use ’ and “ ” (or « ») instead of ' and "`);
  if (message.includes("...")) faults.push(`${language} "${key}": use … instead of three dots`);
  if (language === "fr" && /(?<!\u202f)[;!?](?=\s|$)/.test(message))
    faults.push(`fr "${key}": U+202F before ; ! ?`);
  if (language === "fr" && /«(?!\u00a0)|(?<!\u00a0)»|(?<!\u00a0):(?=\s|$)/.test(message)) {
    faults.push(`fr "${key}": U+00A0 before : and inside « »`);
  }
  return faults;
}

/** Sentences of the pages that the server makes without script: `visio.pages`. */
const FOR_THE_SERVER = "page.";

/** Keys of `catalogue` that no source names; a source may name a whole family as `` `error.${code}` ``. */
export function unusedKeys(catalogue: Catalogue, sources: readonly string[]): string[] {
  const literals = new Set<string>();
  const families: string[] = [FOR_THE_SERVER];
  for (const source of sources) {
    for (const found of source.matchAll(/["'`]([a-z][\w-]*(?:\.[\w-]+)+)["'`]/g))
      literals.add(found[1] ?? "");
    for (const found of source.matchAll(/`([a-z][\w.-]*[.-])\$\{/g)) families.push(found[1] ?? "");
  }
  return Object.keys(catalogue).filter(
    (key) => !literals.has(key) && !families.some((family) => key.startsWith(family)),
  );
}
