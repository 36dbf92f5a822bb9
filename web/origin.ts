/** Workers whose code may lie at another origin than the page. */

/** Starts a module worker; one from another origin is imported by a small one of this origin. */
export function moduleWorker(source: string): Worker {
  const url = new URL(source, document.baseURI);
  if (url.origin === location.origin) return new Worker(url, { type: "module" });
  const code = new Blob([`import ${JSON.stringify(url.href)};`], { type: "text/javascript" });
  const blob = URL.createObjectURL(code);
  const worker = new Worker(blob, { type: "module" });
  setTimeout(() => URL.revokeObjectURL(blob), 60_000);
  return worker;
}
