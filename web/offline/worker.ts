/** The service worker: it answers for the site where there is no network, from one version at a time. */

import { type Listing, pathOf } from "./listing.ts";
import { Version } from "./version.ts";

declare const self: ServiceWorkerGlobalScope;
/** Put in when the site is built. */
declare const LISTING: Listing;

const { scope } = self.registration;
const version = new Version(scope, LISTING, self.clients);

self.addEventListener("install", (event) => {
  event.waitUntil(version.install().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(version.activate()));

self.addEventListener("message", (event) => {
  if (event.data === "gather") event.waitUntil(version.gather());
});

self.addEventListener("fetch", (event) => {
  const path = pathOf(event.request, scope);
  if (path === undefined) return;
  const isPage = event.request.mode === "navigate";
  // Hosts lead from a folder's name to the folder.
  if (isPage && version.isPage(`${path}/`))
    event.respondWith(Response.redirect(`${scope}${path}/${new URL(event.request.url).search}`));
  else if (version.has(path)) event.respondWith(answer(event, path, isPage));
});

async function answer(event: FetchEvent, path: string, isPage: boolean): Promise<Response> {
  if (isPage) event.waitUntil(version.tidy());
  // Where storage fails, the network is as good as before.
  const kept = await version.kept(path, isPage ? undefined : event.clientId).catch(() => undefined);
  if (kept) return kept;
  const fresh = await fetch(event.request);
  event.waitUntil(version.keep(path, fresh));
  return fresh;
}
