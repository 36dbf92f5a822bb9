/** Pages and hosts of others, at other origins than the site. */

import { readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrowserContextOptions, Page } from "playwright-core";
import { neighbours, open, site } from "./browser.ts";

let server: Server | undefined;
let html = "";

/** Opens a page with this body and the site’s script, served at an origin of its own, with a security policy where one is given. */
export async function hosted(
  body: string,
  options?: BrowserContextOptions,
  policy?: string,
  script = "soupcon.js",
): Promise<Page> {
  const meta = policy ? `<meta http-equiv="Content-Security-Policy" content="${policy}">` : "";
  html = `<!doctype html><html lang="en"><head><meta charset="utf-8">${meta}<title>Host</title>
    <link rel="icon" href="data:,"><script type="module" src="${new URL(script, site).href}"></script></head>
    <body>${body}</body></html>`;
  if (!server) {
    server = createServer((_, answer) => answer.setHeader("content-type", "text/html").end(html));
    await new Promise<void>((done) => server?.listen(0, "127.0.0.1", done));
    server.unref();
  }
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  neighbours.add(origin).add("null");
  return open(`${origin}/`, options, "");
}

/** Serves the site as a host does that sets no header at all. */
export async function plainSite(folder: string): Promise<string> {
  const TYPES: Record<string, string> = {
    html: "text/html",
    js: "text/javascript",
    css: "text/css",
    wasm: "application/wasm",
  };
  const server = createServer(({ url }, answer) => {
    const path = folder + new URL(url ?? "/", "http://host").pathname.slice(1).replace(/\/$|^$/, "$&index.html");
    const isThere = statSync(path, { throwIfNoEntry: false })?.isFile();
    if (!isThere) answer.writeHead(404).end();
    else
      answer
        .setHeader("content-type", TYPES[path.split(".").at(-1) ?? ""] ?? "application/octet-stream")
        .end(readFileSync(path));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  server.unref();
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  neighbours.add(origin);
  return `${origin}/`;
}
