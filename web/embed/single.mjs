/**
 * Exhibits as one file that needs no server: `node web/embed/single.mjs model-soups pld`, after a build of the site;
 * with `--lang=fr` it speaks French too.
 * Engine, worker, data and recorded runs stand inside; the first exhibit is shown, the others after `?e=NAME`.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
/** Nothing is fetched, and nothing can be. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; worker-src blob:; style-src 'unsafe-inline'; img-src blob: data:; base-uri 'none'; form-action 'none'";
/** The sets of 28 × 28 pixels, which no exhibit asks for. */
const LARGE = /-28-/;

/** The text of the file; an error that names an exhibit that is not there. */
export function single(exhibits, languages = []) {
  const folder = `${dist}embed/`;
  const page = readFileSync(`${folder}index.html`, "utf8");
  const read = (name) => readFileSync(folder + name, "utf8");
  // A text must not end the script that it stands in.
  const script = (text) => `<script>${text.replaceAll("</script", "<\\/script")}</script>`;
  for (const slug of exhibits) {
    if (!existsSync(`${folder}exhibits/${slug}.inline.js`)) throw new Error(`exhibit: there is no ${slug}.`);
  }
  const data = readdirSync(`${folder}data`).filter((name) => !LARGE.test(name));
  const copies = ["engine.inline.js", ...exhibits.map((slug) => `exhibits/${slug}.inline.js`)];
  const parts = ["gpu", ...exhibits].map((name) => `parts/${name}.inline.js`);
  const spoken = languages.flatMap((tag) => [
    `words/${tag}.inline.js`,
    ...["exhibits", ...exhibits]
      .map((name) => `words/${tag}/${name}.inline.js`)
      .filter((name) => existsSync(folder + name)),
  ]);
  const carried = [...copies, ...parts, ...spoken, ...data.map((name) => `data/${name}`)].map((name) =>
    script(read(name)),
  );
  const style = (_, name) => `<style>${read(name)}</style>`;
  const boot = /<script defer src="([^"]+)"><\/script>\s*/.exec(page)?.[1] ?? "";
  return page
    .replace("<html", () => `<html data-exhibit="${exhibits[0]}"`)
    .replace(/content="default-src[^"]*"/, () => `content="${POLICY}"`)
    .replace(/<link rel="stylesheet" href="([^"]+)" \/>/, style)
    .replace(/<script defer src="[^"]+"><\/script>\s*/, "")
    .replace("</body>", () => `${carried.join("\n")}\n${script(read(boot))}\n</body>`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const named = process.argv.slice(2);
  const exhibits = named.filter((name) => !name.startsWith("--lang="));
  const languages = named.flatMap((name) => (name.startsWith("--lang=") ? name.slice("--lang=".length) : []));
  if (exhibits.length === 0) throw new Error("Name the exhibits that the file is to hold.");
  mkdirSync(`${dist}single`, { recursive: true });
  const file = `${dist}single/${exhibits.join("-and-")}.html`;
  const text = single(exhibits, languages);
  writeFileSync(file, text);
  process.stdout.write(`    ${file}: ${(text.length / 1e6).toFixed(1)} MB\n`);
}
