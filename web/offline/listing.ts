/** What the service worker is told of the site when it is built, and which of it a request means. */

/** The files of one version, by their paths from the site's root; each with its digest as in `integrity`. */
export interface Listing {
  version: string;
  /** What every page needs to be shown: kept before the version is used. A page's path is its folder. */
  early: Record<string, string>;
  /** Engines and data sets: kept once a page has asked for them. */
  late: Record<string, string>;
}

/** Where names have hashes: what lies there never changes. */
export const HASHED = "assets/";

/** What of a request matters here. */
interface Asked {
  method: string;
  mode: string;
  url: string;
  headers: { has(name: string): boolean };
}

/** The path from the site's root that a request means; nothing where the request is to be left alone. */
export function pathOf({ method, mode, url, headers }: Asked, scope: string): string | undefined {
  if (method !== "GET" || headers.has("range")) return undefined;
  const [{ origin, pathname, search }, root] = [new URL(url), new URL(scope)];
  if (origin !== root.origin || !pathname.startsWith(root.pathname)) return undefined;
  const path = pathname.slice(root.pathname.length);
  // What a page reads from its own address does not change the page.
  if (mode === "navigate") return path.replace(/(^|\/)index\.html$/, "$1");
  return search === "" ? path : undefined;
}
