/** Parts of a core: modules of their own that only some of its users need. Each fills its places in the core's table. */

/** A module whose `c` is the function that it is given as `b` of `a`: only functions of modules have places in tables. */
const WRAP = [1, 4, 1, 0x60, 0, 0, 2, 7, 1, 1, 0x61, 1, 0x62, 0, 0, 7, 5, 1, 1, 0x63, 0, 0];

/** Adds a part to a core that runs. */
export async function splice(core: object, part: BufferSource): Promise<void> {
  await WebAssembly.instantiate(part, { core: core as WebAssembly.ModuleImports });
}

/** Fetches the rest of a core when something of it is first called, while the caller waits. */
export function lacks(core: object, rest: () => BufferSource): void {
  const { table, asked } = core as { table: WebAssembly.Table; asked: WebAssembly.Global<"i32"> };
  const b = () => {
    new WebAssembly.Instance(new WebAssembly.Module(rest()), { core: core as WebAssembly.ModuleImports });
  };
  const wrap = new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...WRAP]));
  table.set(asked.value, new WebAssembly.Instance(wrap, { a: { b } }).exports.c);
}

/** The parts that an exhibit needs, by name: its own, and what a graphics device does. */
export const partsOf = (exhibit: string, backend: "cpu" | "gpu"): string[] =>
  backend === "gpu" ? [exhibit, "gpu"] : [exhibit];
