import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The script for pages around frames: classic, of one name for ever, for browsers of some age. */
export default defineConfig({
  root: here("../.."),
  publicDir: false,
  cacheDir: ".cache/vite",
  build: {
    outDir: here("../../dist"),
    emptyOutDir: false,
    target: "es2020",
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { "soupcon-host": here("./host.ts") },
      output: { format: "iife", entryFileNames: "[name].js", codeSplitting: false },
    },
  },
});
