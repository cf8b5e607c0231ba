// Compares src/api/schema.d.ts with what src/api/openapi.json gives; a stale file stops the check.
import { readFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const wanted = astToString(
  await openapiTS(new URL("../src/api/openapi.json", import.meta.url), { alphabetize: true }),
);
const found = readFileSync(new URL("../src/api/schema.d.ts", import.meta.url), "utf8");
if (!found.includes(wanted.trim())) {
  process.stderr.write("src/api/schema.d.ts is older than src/api/openapi.json: run `npm run types`.\n");
  process.exit(1);
}
