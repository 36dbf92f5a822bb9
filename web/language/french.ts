/** The French catalogue: one file for each room; what the core says comes by subjects, such as an exhibit. */

import type { Catalogue } from "./catalogue.ts";

const rooms = import.meta.glob<Catalogue>("./fr/*.json", { eager: true, import: "default" });
const subjects = import.meta.glob<Catalogue>("./fr/core/*.json", { import: "default" });

export const french: Catalogue = Object.assign({}, ...Object.values(rooms));

/** What the core says of a subject; nothing where there is none. */
export async function subject(name: string): Promise<Catalogue> {
  return (await subjects[`./fr/core/${name}.json`]?.()) ?? {};
}
