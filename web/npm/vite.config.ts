import { copyFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = here("../../dist/npm");

/** The package `soupcon`: one module, its WebAssembly beside it, and what describes them. */
export default defineConfig({
  root: here("../.."),
  base: "./",
  publicDir: false,
  cacheDir: ".cache/vite",
  build: {
    outDir: folder,
    emptyOutDir: true,
    target: "esnext",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: { soupcon: here("./module.ts") },
      external: [/^node:/],
      preserveEntrySignatures: "exports-only",
      output: { entryFileNames: "[name].js", assetFileNames: "[name][extname]" },
    },
  },
  plugins: [
    {
      name: "package",
      closeBundle() {
        for (const file of ["package.json", "README.md", "soupcon.d.ts"]) copyFileSync(here(file), `${folder}/${file}`);
      },
    },
  ],
});
