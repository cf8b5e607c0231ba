// Puts the no-break spaces of French typography into src/language/fr: U+202F before ; ! ?, U+00A0 before : and inside « ».
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const folder = new URL("../src/language/fr/", import.meta.url);
for (const file of readdirSync(folder)) {
  const path = new URL(file, folder);
  const messages = JSON.parse(readFileSync(path, "utf8"));
  for (const [key, message] of Object.entries(messages)) {
    messages[key] = message
      .replace(/[ \u00a0\u202f]?([;!?])(?=\s|$)/g, "\u202f$1")
      .replace(/(?<=[\p{L}\p{N})}»])[ \u00a0]:(?=\s|$)/gu, "\u00a0:")
      .replace(/«[ \u202f\u00a0]?/g, "«\u00a0")
      .replace(/[ \u202f\u00a0]?»/g, "\u00a0»");
  }
  writeFileSync(path, `${JSON.stringify(messages, null, 2)}\n`);
}
