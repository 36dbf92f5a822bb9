/** The French catalogue of a frame: scripts beside it, fetched once French is spoken. */

import type { Catalogue } from "../language/catalogue.ts";
import { copyOf } from "./copies.ts";

/** What the rooms say. */
export const rooms = (): Promise<Catalogue> => copyOf<Catalogue>("words/fr");

/** What the core says of a subject. */
export const subject = (name: string): Promise<Catalogue> => copyOf<Catalogue>(`words/fr/${name}`);
