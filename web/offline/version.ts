/** One version of the site in the browser's cache, beside older ones that pages may still use. */

import { HASHED, type Listing } from "./listing.ts";

/** Bytes as `integrity` names them. */
async function digest(bytes: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `sha256-${btoa(String.fromCharCode(...hash))}`;
}

/** A version; what it keeps has been compared with its listing, so that two are never mixed. */
export class Version {
  /** What the caches of all versions begin with; the origin may have other sites. */
  private readonly prefix: string;
  private readonly name: string;

  constructor(
    private readonly scope: string,
    private readonly listing: Listing,
    private readonly clients: Clients,
  ) {
    this.prefix = `soupcon ${scope} `;
    this.name = this.prefix + listing.version;
  }

  /** Keeps all that every page needs, or fails and leaves nothing behind. */
  async install(): Promise<void> {
    const isNew = !(await caches.has(this.name));
    const cache = await caches.open(this.name);
    // A version that comes back is not an older one any more.
    await cache.delete(this.note);
    const { early, late } = this.listing;
    try {
      await Promise.all([
        ...Object.entries(early).map(async ([path, hash]) => {
          await cache.put(this.url(path), (await this.known(path, hash)) ?? (await this.fetched(path, hash)));
        }),
        ...Object.entries(late).map(async ([path, hash]) => {
          const known = await this.known(path, hash);
          if (known) await cache.put(this.url(path), known);
        }),
      ]);
      // Another that took over meanwhile may have held it for an older one.
      await cache.delete(this.note);
      if (!(await caches.has(this.name))) throw new Error("The cache was dropped.");
    } catch (error) {
      if (isNew) await caches.delete(this.name);
      throw error;
    }
  }

  /** Takes over; the pages that are open now stay with the version that they came from. */
  async activate(): Promise<void> {
    const open = (await this.clients.matchAll()).map(({ id }) => id);
    const others = await this.others();
    const placed = new Set(others.flatMap(({ pages }) => pages ?? []));
    const rest = open.filter((id) => !placed.has(id));
    for (const { name, pages } of others) {
      if (!pages) await (await caches.open(name)).put(this.note, new Response(JSON.stringify(rest)));
    }
    await this.clients.claim();
  }

  /** Whether there is such a page. */
  isPage(path: string): boolean {
    return Object.hasOwn(this.listing.early, path) && /(^|\/)$/.test(path);
  }

  /** Whether this or an older version may have it. */
  has(path: string): boolean {
    const { early, late } = this.listing;
    return Object.hasOwn(early, path) || Object.hasOwn(late, path) || path.startsWith(HASHED);
  }

  /** What is kept under a path, for a page that is to be shown or for one that is. */
  async kept(path: string, page?: string): Promise<Response | undefined> {
    const url = this.url(path);
    if (path.startsWith(HASHED)) return (await caches.match(url, { cacheName: this.name })) ?? caches.match(url);
    const older = page && (await this.others()).find(({ pages }) => pages?.includes(page));
    return caches.match(url, { cacheName: older ? older.name : this.name });
  }

  /** Keeps an answer that came from the network, if it is this version's: an engine, a data set, or what was lost. */
  async keep(path: string, answer: Response): Promise<void> {
    const hash = { ...this.listing.early, ...this.listing.late }[path];
    if (hash === undefined || answer.status !== 200) return;
    const bytes = await answer.clone().arrayBuffer();
    if ((await digest(bytes)) !== hash) return;
    const cache = await caches.open(this.name);
    await cache.put(this.url(path), new Response(bytes, { headers: answer.headers }));
  }

  /** Keeps what a page fetched before this worker was there; nothing is asked of the network. */
  async gather(): Promise<void> {
    const some = Object.keys(this.listing.late).map(async (path) => {
      if (await caches.match(this.url(path), { cacheName: this.name })) return;
      await this.keep(path, await fetch(this.url(path), { cache: "only-if-cached", mode: "same-origin" }));
    });
    await Promise.allSettled(some);
  }

  /** Drops the older versions that no page uses any more. */
  async tidy(): Promise<void> {
    for (const { name, pages } of await this.others()) {
      // One without a note may just be coming.
      if (!pages) continue;
      const open = await Promise.all(pages.map((id) => this.clients.get(id)));
      if (!open.some((page) => page !== undefined)) await caches.delete(name);
    }
  }

  /** Where an older version notes which pages still use it. */
  private get note(): string {
    return this.url("?pages");
  }

  private url(path: string): string {
    return new URL(path, this.scope).href;
  }

  /** The other versions, and the pages that use them. */
  private async others(): Promise<{ name: string; pages: string[] | undefined }[]> {
    const names = (await caches.keys()).filter((name) => name.startsWith(this.prefix) && name !== this.name);
    const pages = async (name: string) => (await caches.match(this.note, { cacheName: name }))?.json();
    return Promise.all(names.map(async (name) => ({ name, pages: await pages(name) })));
  }

  /** The same file from another version. */
  private async known(path: string, hash: string): Promise<Response | undefined> {
    const found = await caches.match(this.url(path));
    return found && (await digest(await found.clone().arrayBuffer())) === hash ? found : undefined;
  }

  private async fetched(path: string, integrity: string): Promise<Response> {
    const answer = await fetch(this.url(path), { integrity, cache: "no-cache", redirect: "error" });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
    return answer;
  }
}
