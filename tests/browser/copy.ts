/** A copy of the built site on a server of its own, which can be changed and closed. */

import { cpSync, createReadStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".css": "text/css",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};
const FOLDER = "/some/folder/";

/** The copy. */
export interface Copy {
  /** Where its files are. */
  folder: string;
  /** Where it is served. */
  address: string;
  /** Paths that are answered by 404. */
  missing: Set<string>;
  /** Paths whose answers wait. */
  held: Map<string, Promise<void>>;
  /** Paths that were asked for. */
  asked: string[];
  /** Ends the server: no network can be closer to none. */
  cut(): Promise<void>;
  remove(): void;
}

/** Copies the site and serves it. */
export async function copySite(): Promise<Copy> {
  const folder = mkdtempSync(join(tmpdir(), "soupcon-"));
  const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
  cpSync(dist, folder, { recursive: true, filter: (file) => !file.startsWith(join(dist, "npm")) });
  const [missing, held, asked] = [new Set<string>(), new Map<string, Promise<void>>(), [] as string[]];
  const server = createServer(async (request, answer) => {
    const { pathname } = new URL(request.url ?? "", "http://site");
    const path = pathname.slice(FOLDER.length);
    asked.push(path);
    await held.get(path);
    const file = join(folder, /(^|\/)$/.test(path) ? `${path}index.html` : path);
    const isThere = pathname.startsWith(FOLDER) && !missing.has(path);
    const found = isThere ? statSync(file, { throwIfNoEntry: false }) : undefined;
    if (!found?.isFile()) {
      answer.writeHead(404).end();
      return;
    }
    answer.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
    answer.setHeader("last-modified", found.mtime.toUTCString());
    createReadStream(file).pipe(answer);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${FOLDER}`;
  const cut = async () => {
    if (!server.listening) return;
    const closed = new Promise((done) => server.close(done));
    server.closeAllConnections();
    await closed;
  };
  return { folder, address, missing, held, asked, cut, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
