/** Files of the site, fetched. */

/** The bytes of a file. */
export async function bytesOf(url: URL): Promise<ArrayBuffer> {
  const answer = await fetch(url);
  if (!answer.ok) throw missing(url, answer.status);
  return answer.arrayBuffer();
}

/** The bytes of a file, at once. Only a worker may wait like this. */
export function bytesNow(url: URL): ArrayBuffer {
  const request = new XMLHttpRequest();
  request.open("GET", url, false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw missing(url, request.status);
  return request.response;
}

function missing(url: URL, status: number): Error {
  const message = `The file ${url.pathname.split("/").at(-1)} could not be fetched (${status}).`;
  return Object.assign(new Error(message), { code: "fetch" });
}
