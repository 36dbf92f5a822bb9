import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The comparison, for development: the built site with one page more, outside of it. */
export default defineConfig({
  root: at("."),
  base: "./",
  publicDir: at("../../../dist"),
  cacheDir: at("../../../.cache/vite-peers"),
  build: {
    target: "esnext",
    outDir: at("../../../.cache/peers"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
    rolldownOptions: { input: at("peers.html") },
  },
  worker: { format: "es" },
});
