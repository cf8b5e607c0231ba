/// <reference types="vitest/config" />
import { defineConfig } from "vite";
import { messages } from "./build/messages.ts";
import { precompress } from "./build/precompress.ts";
import { sizes } from "./build/sizes.ts";

/** In `make dev` this server holds the product's port and hands everything but pages and modules to `visio serve`. */
const backend = process.env.VISIO_DEV_BACKEND ?? "http://127.0.0.1:8001";

export default defineConfig({
  plugins: [messages(), precompress(), sizes()],
  build: {
    outDir: "../app/visio/pages/client",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: ["chrome120", "firefox128", "safari17"],
    assetsInlineLimit: 0, // data: addresses would need a wider content security policy
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: "src/shell/main.tsx",
      // What every page needs comes in one file instead of twenty.
      output: {
        codeSplitting: {
          groups: [
            {
              name: "frame",
              test: /node_modules\/preact|src\/(ui|language|api)\/|src\/shell\/(?!\w*(Legal|Accessibility|Prose))/,
            },
            { name: "icons", test: /node_modules\/lucide/ },
          ],
        },
      },
    },
  },
  server: {
    port: Number(process.env.VISIO_DEV_PORT ?? 8000),
    strictPort: true,
    proxy: Object.fromEntries(
      ["/api", "/rtc", "/twirp", "/media", "/healthz", "/readyz"].map((path) => [
        path,
        { target: backend, ws: true },
      ]),
    ),
  },
  test: { include: ["src/**/*.test.ts", "src/**/*.test.tsx", "build/**/*.test.ts"] },
});
