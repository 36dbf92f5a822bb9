import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";
import { wordsOf } from "../language/vite.ts";
import { entries, recordedOf } from "../pages/e/vite.ts";
import { define } from "../version.config.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where the page lies: beside its script, so that what is relative to the one is so to the other. */
const FOLDER = "embed/";
/** What a frame does in its own way: how workers are started, and how files are had. */
const INSTEAD: Readonly<Record<string, string>> = {
  [here("../exhibits/hire.ts")]: here("./hire.ts"),
  [here("../exhibits/shelf.ts")]: here("./shelf.ts"),
  [here("../bytes.ts")]: here("./bytes.ts"),
  [here("../language/french.ts")]: here("./french.ts"),
};

/** Puts these in the place of those of the site's own pages. */
function instead(): Plugin {
  return {
    name: "instead",
    enforce: "pre",
    async resolveId(source, importer) {
      if (!importer || Object.values(INSTEAD).includes(importer)) return undefined;
      const found = await this.resolve(source, importer, { skipSelf: true });
      return found ? INSTEAD[found.id] : undefined;
    },
  };
}

/** A classic script that carries something. */
function copy(name: string, carried: unknown) {
  const source = `(self.soupconCopies??={})[${JSON.stringify(name)}]=${JSON.stringify(carried)};\n`;
  return { type: "asset" as const, fileName: `${FOLDER}${name}.inline.js`, source };
}

/** The page, and the copies of the files for hosts that let no other origin read them. */
function page(): Plugin {
  return {
    name: "page",
    async generateBundle(_, bundle) {
      const script = Object.keys(bundle).find((name) => /^embed\/embed-.*\.js$/.test(name));
      if (!script) throw new Error("The script of frames was not built.");
      const style = readFileSync(here("./frame.css"), "utf8");
      const styleName = `embed/embed-${createHash("sha256").update(style).digest("base64url").slice(0, 8)}.css`;
      this.emitFile({ type: "asset", fileName: styleName, source: style });
      const html = readFileSync(here("./index.html"), "utf8");
      const source = html
        .replace("embed.css", styleName.slice(FOLDER.length))
        .replace("embed.js", script.slice(FOLDER.length));
      this.emitFile({ type: "asset", fileName: `${FOLDER}index.html`, source });

      const packed = (file: string) => gzipSync(readFileSync(file), { level: 9 }).toString("base64");
      this.emitFile(copy("engine", packed(here("../core/exhibits/exhibits_bg.wasm"))));
      const parts = here("../core/exhibits/parts/");
      for (const file of readdirSync(parts))
        this.emitFile(copy(`parts/${file.replace(".wasm", "")}`, packed(parts + file)));
      for (const { source } of await entries()) {
        const entry = JSON.parse(source);
        const { slug } = entry.card;
        this.emitFile(copy(`exhibits/${slug}`, { entry, recorded: recordedOf(slug) }));
      }
      const { rooms, subjects } = wordsOf("fr");
      this.emitFile(copy("words/fr", rooms));
      for (const [name, words] of subjects) this.emitFile(copy(`words/fr/${name}`, words));
      const data = here("../public/data/");
      for (const file of readdirSync(data).filter((name) => /\.(gz|json)$/.test(name)))
        this.emitFile(copy(`data/${file}`, readFileSync(data + file).toString("base64")));
    },
  };
}

/** The frame: one classic script, the page that starts it, and what that page has beside it. */
export default defineConfig({
  root: here("../.."),
  base: "./",
  publicDir: false,
  cacheDir: ".cache/vite",
  define,
  plugins: [instead(), page()],
  build: {
    outDir: here("../../dist"),
    emptyOutDir: false,
    target: "esnext",
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      external: [/^node:/],
      // A classic script has no address of its own.
      checks: { emptyImportMeta: false },
      transform: { define: { "import.meta.url": "document.baseURI" } },
      input: { embed: here("./frame.ts") },
      output: { format: "iife", entryFileNames: `${FOLDER}[name]-[hash].js`, codeSplitting: false },
    },
  },
  worker: { format: "iife", rolldownOptions: { external: [/^node:/] } },
});
