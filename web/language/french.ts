/** The French catalogue: one file for each room; what the core and workers say comes by subjects, such as an exhibit. */

import type { Catalogue } from "./catalogue.ts";

const files = import.meta.glob<Catalogue>("./fr/*.json", { eager: true, import: "default" });
const subjects = import.meta.glob<Catalogue>("./fr/core/*.json", { import: "default" });

/** What the rooms say. */
export const rooms = async (): Promise<Catalogue> => Object.assign({}, ...Object.values(files));

/** What the core says of a subject; a name with a slash is a file that was picked when the site was built. */
export async function subject(name: string): Promise<Catalogue> {
  if (!name.includes("/")) return (await subjects[`./fr/core/${name}.json`]?.()) ?? {};
  const root = document.querySelector<HTMLMetaElement>("meta[name=root]")?.content ?? "./";
  const answer = await fetch(new URL(`${root}${name}.fr.json`, document.baseURI));
  return answer.ok ? answer.json() : {};
}
