/** The French catalogue: one file for each room, and for what the core says. */

import type { Catalogue } from "./catalogue.ts";

const rooms = import.meta.glob<Catalogue>("./fr/*.json", { eager: true, import: "default" });
const cores = import.meta.glob<Catalogue>("./fr/core/*.json", { eager: true, import: "default" });

/** What comes from the core, or from a worker. */
export const core: Catalogue = Object.assign({}, ...Object.values(cores));

export const french: Catalogue = Object.assign({}, ...Object.values(rooms), core);
