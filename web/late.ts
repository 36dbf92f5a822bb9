/** Modules that are fetched when they are first asked for. */

import { signal } from "@preact/signals-core";

/** Some modules by name; those who read one hear when it comes. */
export class Late<Modules extends object> {
  private readonly here = signal<Partial<Modules>>({});
  private readonly asked: { [Name in keyof Modules]?: Promise<Modules[Name]> } = {};

  constructor(private readonly sources: { readonly [Name in keyof Modules]: () => Promise<Modules[Name]> }) {}

  /** What has come. */
  get<Name extends keyof Modules>(name: Name): Modules[Name] | undefined {
    return this.here.value[name];
  }

  /** What has come; what has not is asked for. */
  want<Name extends keyof Modules>(name: Name): Modules[Name] | undefined {
    const found = this.get(name);
    if (found === undefined) this.ask(name).catch(() => undefined);
    return found;
  }

  /** Fetches a module once; after a failure, once more. */
  ask<Name extends keyof Modules>(name: Name): Promise<Modules[Name]> {
    this.asked[name] ??= this.fetch(name);
    return this.asked[name];
  }

  private async fetch<Name extends keyof Modules>(name: Name): Promise<Modules[Name]> {
    try {
      const found = await this.sources[name]();
      this.here.value = { ...this.here.peek(), [name]: found };
      return found;
    } catch (error) {
      delete this.asked[name];
      throw error;
    }
  }
}
