/** The bundled data sets: their list and their files, fetched once. */

import { bytesOf } from "./bytes.ts";
import { msg, str } from "./language/message.ts";
import { Memo } from "./memo.ts";
import type { Files } from "./wire.ts";

interface Entry {
  file: string;
  bytes: number;
}
interface Bundle {
  name: string;
  train: Entry[];
  test: Entry[];
}

/** The folder of the files, from the page that is shown. */
let folder = new URL(
  `${document.querySelector<HTMLMetaElement>("meta[name=root]")?.content ?? "./"}data/`,
  document.baseURI,
);
/** Takes the files from the site at `root`, where the page is another's. */
export function filesFrom(root: URL): void {
  folder = new URL("data/", root);
}

const fetched = new Memo<Files>();

/** The files of a set, still compressed. `progress` is told which share of the bytes has come. */
export function files(name: string, progress: (share: number) => void): Promise<Files> {
  return fetched.get(name, () => download(name, progress));
}

async function download(name: string, progress: (share: number) => void): Promise<Files> {
  const text = new TextDecoder().decode(await bytesOf(new URL("index.json", folder)));
  const list = JSON.parse(text) as { sets: Bundle[] };
  const set = list.sets.find((set) => set.name === name);
  if (set === undefined) throw new Error(msg(str`This site does not have the data set ${name}.`));
  const all = [...set.train, ...set.test].reduce((sum, entry) => sum + entry.bytes, 0);
  let come = 0;
  const one = async (entry: Entry) => {
    const bytes = await bytesOf(new URL(entry.file, folder));
    come += entry.bytes;
    progress(come / all);
    return bytes;
  };
  return {
    kind: "bundled",
    name,
    train: await Promise.all(set.train.map(one)),
    test: await Promise.all(set.test.map(one)),
  };
}
