import { gzipSync } from "node:zlib";
import type { Plugin, Rolldown } from "vite";

type OutputBundle = Rolldown.OutputBundle;
type OutputChunk = Rolldown.OutputChunk;

const KILOBYTE = 1000;

/** What a person downloads before a page works; a chunk is named by the module that it begins with. */
const BUDGETS = [
  { name: "home", limit: 90, entries: ["src/shell/main.tsx", "src/home/HomePage.tsx"] },
  {
    name: "call",
    limit: 250,
    entries: ["src/shell/main.tsx", "src/rooms/RoomPage.tsx", "src/call/CallView.tsx"],
  },
];

/** Stops the build when a page's compressed script outgrows its budget, and reports the weight of each module. */
export function sizes(): Plugin {
  return {
    name: "visio-sizes",
    apply: "build",
    generateBundle(_, bundle) {
      const report: string[] = [];
      const over: string[] = [];
      for (const { name, limit, entries } of BUDGETS) {
        const chunks = neededChunks(bundle, entries);
        const total = chunks.reduce((sum, chunk) => sum + gzipSize(chunk.code), 0) / KILOBYTE;
        report.push(
          `${name}: ${total.toFixed(1)} kB of script, gzip (limit ${limit})`,
          ...moduleLines(chunks),
        );
        if (total > limit) over.push(`${name} weighs ${total.toFixed(1)} kB, more than ${limit}`);
      }
      this.info(`\n${report.join("\n")}`);
      if (over.length > 0) this.error(over.join("; "));
    },
  };
}

/** The chunks of these entry modules with all they import, and the larger of the languages. */
function neededChunks(bundle: OutputBundle, entries: readonly string[]): OutputChunk[] {
  const chunks = Object.values(bundle).filter((output) => output.type === "chunk");
  const needed = new Set<OutputChunk>();
  const add = (chunk: OutputChunk | undefined): void => {
    if (chunk === undefined || needed.has(chunk)) return;
    needed.add(chunk);
    for (const imported of chunk.imports) add(chunks.find((other) => other.fileName === imported));
  };
  for (const entry of entries) {
    const found = chunks.find((chunk) => chunk.facadeModuleId?.endsWith(entry));
    if (found === undefined)
      throw new Error(`no chunk begins with ${entry}: its budget would not be measured`);
    add(found);
  }
  const languages = chunks.filter((chunk) => chunk.facadeModuleId?.includes("virtual:messages/"));
  add(languages.sort((a, b) => b.code.length - a.code.length)[0]);
  return [...needed];
}

/** Modules by weight; each gets its share of the chunk's compressed size. */
function moduleLines(chunks: readonly OutputChunk[]): string[] {
  const weights = chunks.flatMap((chunk) => {
    const share = gzipSize(chunk.code) / Math.max(1, chunk.code.length);
    return Object.entries(chunk.modules).map(([id, module]) => ({
      name: id
        .replace(/^\0/, "")
        .replace(/^.*\/(node_modules|src)\//, "$1/")
        .replace(/[\0?].*$/, ""),
      size: module.renderedLength * share,
    }));
  });
  const byName = new Map<string, number>();
  for (const { name, size } of weights) {
    const group = name.startsWith("node_modules/") ? name.split("/").slice(0, 2).join("/") : name;
    byName.set(group, (byName.get(group) ?? 0) + size);
  }
  return [...byName]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 25)
    .map(([name, size]) => `  ${(size / KILOBYTE).toFixed(1).padStart(6)}  ${name}`);
}

function gzipSize(code: string): number {
  return gzipSync(code, { level: 9 }).length;
}
