import { copyFileSync, cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { define, version } from "../version.config.ts";
import { declarations } from "./declarations.config.ts";
import about from "./package.json" with { type: "json" };

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = here("../../dist/npm");

/** The sets that exhibits ask for. */
const SETS = /^(index|NOTICES|mnist-14|fashion-14|digits-8|iris|breast-cancer)\b/;

/** The package `soupcon`: methods, exhibits and the element, their WebAssembly and data, and what describes them. */
export default defineConfig({
  root: here("../.."),
  base: "./",
  publicDir: false,
  cacheDir: ".cache/vite",
  define,
  build: {
    outDir: folder,
    emptyOutDir: true,
    target: "esnext",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        soupcon: here("./module.ts"),
        exhibits: here("./exhibits.ts"),
        element: here("../element/soupcon.ts"),
        widget: here("../element/widget.ts"),
      },
      external: [/^node:/],
      preserveEntrySignatures: "exports-only",
      output: {
        entryFileNames: "[name].js",
        // Who is fetched later looks for entries and data one folder above.
        chunkFileNames: "assets/[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
  worker: {
    format: "es",
    rolldownOptions: {
      external: [/^node:/],
      output: { entryFileNames: "assets/[name].js", assetFileNames: "[name][extname]" },
    },
  },
  plugins: [
    {
      name: "package",
      closeBundle() {
        writeFileSync(`${folder}/package.json`, `${JSON.stringify({ ...about, version }, null, 2)}\n`);
        copyFileSync(here("./README.md"), `${folder}/README.md`);
        declarations(`${folder}/types`);
        mkdirSync(`${folder}/data`, { recursive: true });
        const data = here("../public/data");
        for (const file of readdirSync(data).filter((name) => SETS.test(name)))
          copyFileSync(`${data}/${file}`, `${folder}/data/${file}`);
        cpSync(here("../../dist/entries"), `${folder}/entries`, { recursive: true });
      },
    },
  ],
});
