/** Parts of a core: modules of their own that only some of its users need. Each fills its places in the core's table. */

/** Adds a part to a core that runs; until then whoever calls it meets a trap. */
export async function splice(core: object, part: BufferSource): Promise<void> {
  await WebAssembly.instantiate(part, { core: core as WebAssembly.ModuleImports });
}
