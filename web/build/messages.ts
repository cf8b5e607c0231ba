import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import {
  type Catalogue,
  catalogueFaults,
  LANGUAGES,
  type Language,
  readCatalogue,
  unusedKeys,
} from "./catalogues.ts";
import { compile } from "./icu.ts";

const PREFIX = "virtual:messages/";
const sourceFolder = join(import.meta.dirname, "..", "src");
const languageFolder = join(sourceFolder, "language");

/**
 * Serves `virtual:messages/<language>`: the catalogue of a language, compiled.
 * A build stops on a missing or unused key; it also leaves the plain catalogues in `language/` for the server's own pages.
 */
export function messages(): Plugin {
  let building = false;
  return {
    name: "visio-messages",
    configResolved(config) {
      building = config.command === "build";
    },
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      const language = id.slice(PREFIX.length + 1) as Language;
      for (const file of readdirSync(join(languageFolder, language))) {
        this.addWatchFile(join(languageFolder, language, file));
      }
      return `export default ${JSON.stringify(compileAll(shipped(readCatalogue(languageFolder, language))))}`;
    },
    buildStart() {
      if (!building) return;
      const faults = allFaults();
      if (faults.length > 0) this.error(`the catalogues have faults:\n  ${faults.join("\n  ")}`);
    },
    generateBundle() {
      for (const language of LANGUAGES) {
        const source = JSON.stringify(readCatalogue(languageFolder, language));
        this.emitFile({ type: "asset", fileName: `language/${language}.json`, source });
      }
    },
  };
}

/** Without `page.…`: sentences of the server's own pages, which never reach a script. */
function shipped(catalogue: Catalogue): Catalogue {
  return Object.fromEntries(Object.entries(catalogue).filter(([key]) => !key.startsWith("page.")));
}

function compileAll(catalogue: Catalogue): Record<string, unknown> {
  return Object.fromEntries(Object.entries(catalogue).map(([key, message]) => [key, compile(message)]));
}

/** Every fault of the catalogues of this tree, one sentence each. */
export function allFaults(): string[] {
  const en = readCatalogue(languageFolder, "en");
  const fr = readCatalogue(languageFolder, "fr");
  const unused = unusedKeys(shipped(en), readSources()).map((key) => `no source uses "${key}"`);
  return [...catalogueFaults(en, fr), ...unused];
}

function readSources(): string[] {
  return readdirSync(sourceFolder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .map((file) => readFileSync(join(sourceFolder, file), "utf8"));
}
