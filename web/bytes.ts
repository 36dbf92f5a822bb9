/** Files of the site, fetched. */

/** The bytes of a file. */
export async function bytesOf(url: URL): Promise<ArrayBuffer> {
  const answer = await fetch(url);
  if (!answer.ok)
    throw new Error(`The file ${url.pathname.split("/").at(-1)} could not be fetched (${answer.status}).`);
  return answer.arrayBuffer();
}
