/** Has the browser keep the site for use without a network, once the page itself has what it needs. */

/** Scripts of pages lie one folder below the site's root. */
const root = new URL(/* @vite-ignore */ "../", import.meta.url);

/** Milliseconds after which a page counts as idle where the browser cannot tell. */
const IDLE_MS = 2000;

/** Starts the service worker; where there is none, or it may not keep anything, the page is as without it. */
export async function register(): Promise<void> {
  try {
    // In a frame it would keep a site that nobody has come to see. The property itself throws where storage is denied.
    if (self !== top || !navigator.serviceWorker) return;
    const workers = navigator.serviceWorker;
    if (!workers.controller) tell(workers);
    await workers.register(new URL("offline.js", root), { updateViaCache: "none" });
  } catch {
    // Nothing depends on it.
  }
}

/** What this page has fetched before there was a worker is to be kept as well. */
function tell(workers: ServiceWorkerContainer): void {
  const gather = () => workers.controller?.postMessage("gather");
  workers.addEventListener("controllerchange", gather, { once: true });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) gather();
  });
}

function whenIdle(): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(() => void register());
  else setTimeout(register, IDLE_MS);
}

if (import.meta.env.PROD) {
  if (document.readyState === "complete") whenIdle();
  else addEventListener("load", whenIdle, { once: true });
}
