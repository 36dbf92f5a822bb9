/** The benchmarks as a module, for outside programs. */

import { load } from "../core.ts";

/** The version of the core that the benchmarks run. */
export async function version(): Promise<string> {
  const core = await load();
  return core.version();
}
