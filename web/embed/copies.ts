/** Copies of files in classic scripts, which load from any host, whatever its headers say. */

const store = globalThis as unknown as { soupconCopies?: Record<string, unknown> };
/** The folder of the page. */
const folder = new URL("./", document.baseURI);

/** Whether a copy stands in the page itself: then nothing is fetched. */
export const isCarried = (name: string): boolean => store.soupconCopies?.[name] !== undefined;

/** What the script of a name carries; the version is for caches. */
export async function copyOf<T>(name: string, version = ""): Promise<T> {
  if (isCarried(name)) return store.soupconCopies?.[name] as T;
  const script = document.createElement("script");
  script.src = new URL(`${name}.inline.js?${version}`, folder).href;
  await new Promise<void>((done, fail) => {
    script.onload = () => done();
    script.onerror = () => fail(new Error(`The script ${name}.inline.js could not be loaded.`));
    document.head.append(script);
  });
  script.remove();
  const carried = store.soupconCopies?.[name];
  delete store.soupconCopies?.[name];
  if (carried === undefined) throw new Error(`The script ${name}.inline.js carries nothing.`);
  return carried as T;
}
