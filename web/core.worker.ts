/** The worker that owns the core. */

import { expose } from "comlink";
import { serial } from "./serial.ts";
import { Workshop } from "./workshop.ts";

/** A workshop whose calls wait for one another: nothing in the core is entered twice. */
const turn = serial();
const worker = new Proxy(new Workshop(), {
  get(workshop, name) {
    const member: unknown = Reflect.get(workshop, name);
    if (typeof member !== "function") return member;
    return (...args: unknown[]) => turn(() => Reflect.apply(member, workshop, args));
  },
});

expose(worker);
