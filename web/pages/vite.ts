/** Pages that lie under `web/pages` here and under their own path in the built site. */

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { reference } from "./docs/functions/vite.ts";
import { choices, entries, gallery, page, slugs, words } from "./e/vite.ts";
import { poster } from "./kitchen/vite.ts";
import { navigation } from "./navigation.ts";

const HERE = "web/pages/";
const root = fileURLToPath(new URL("../../", import.meta.url));
/** The page of an exhibit; there is no such file. */
const EXHIBIT = /\/web\/pages\/e\/([\w-]+)\/index\.html$/;

/** The pages, as inputs of a build. */
export async function pages(): Promise<Record<string, string>> {
  const all = readdirSync(`${root}${HERE}`, { recursive: true, encoding: "utf8" });
  const written = all.filter((file) => file.endsWith("/index.html"));
  const made = (await slugs()).map((slug) => `e/${slug}/index.html`);
  return Object.fromEntries([...written, ...made].map((file) => [name(file), root + HERE + file]));
}

/** `docs/functions/index.html` is `docs-functions`. */
function name(file: string): string {
  return file.replace(/\/index\.html$/, "").replaceAll("/", "-");
}

/** Moves each page from `web/pages/x` to `x`, and fills in what is made from the core. */
export function rooms(): Plugin {
  return {
    name: "pages",
    enforce: "post",
    resolveId: { order: "pre", handler: (id) => (EXHIBIT.test(id) ? id : undefined) },
    load: {
      order: "pre",
      handler: (id) => {
        const [, slug] = EXHIBIT.exec(id) ?? [];
        return slug === undefined ? undefined : page(slug);
      },
    },
    transformIndexHtml: {
      order: "pre",
      handler: async (html, { path }) => {
        let out = navigation(html, path.replace(`/${HERE}`, "/"));
        for (const part of [reference, gallery, choices, poster]) {
          if (!out.includes(part.mark)) continue;
          const text = await part.html();
          out = out.replace(part.mark, () => text);
        }
        // Whoever has a head can choose its language.
        const script = {
          tag: "script",
          attrs: { type: "module", src: "/web/language/page.ts" },
          injectTo: "head" as const,
        };
        return { html: out, tags: out === html ? [] : [script] };
      },
    },
    async generateBundle(_, bundle) {
      for (const file of [...(await entries()), ...(await words())]) this.emitFile({ type: "asset", ...file });
      for (const [name, file] of Object.entries(bundle)) {
        if (file.type !== "asset" || !name.startsWith(HERE)) continue;
        delete bundle[name];
        const text = typeof file.source === "string" ? file.source : new TextDecoder().decode(file.source);
        const depth = HERE.split("/").length - 1;
        // What was built lies two folders nearer; links between pages are as they are written.
        const source = text.replaceAll(
          new RegExp(`="(?:\\.\\./){${depth}}((?:\\.\\./)*(?:assets/|soupcon[\\w-]*\\.js))`, "g"),
          '="$1',
        );
        this.emitFile({ type: "asset", fileName: name.slice(HERE.length), source });
      }
    },
  };
}
