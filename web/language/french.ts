/** The French catalogue: one file for each room, and for what the core says. */

import type { Catalogue } from "./catalogue.ts";

const rooms = import.meta.glob<Catalogue>("./fr/**/*.json", { eager: true, import: "default" });

export const french: Catalogue = Object.assign({}, ...Object.values(rooms));
