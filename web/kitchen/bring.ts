/** Saved models, brought back as members. */

import { msg, str, translated } from "../language/message.ts";
import { type Brought, model } from "../output/models-in.ts";
import { faultOf } from "../wire.ts";
import type { Kitchen } from "./kitchen.ts";
import { isFree, labelOf, specOf } from "./manifest.ts";
import { network } from "./network.ts";
import * as state from "./state.ts";

/** Names that are told one by one. */
const TOLD = 6;

/** Makes members of files that the visitor has chosen; says why where that cannot be. */
export async function bring(kitchen: Kitchen, files: readonly File[]): Promise<void> {
  try {
    if (files.length > 0) await take(kitchen, files);
  } catch (error) {
    state.notify("E-MODEL", faultOf(error).message);
  }
}

const isStart = ({ name }: File): boolean => /^start\./i.test(name);

/** Makes members of files; one that is called `start` is what they began at. */
export async function take(kitchen: Kitchen, files: readonly File[]): Promise<void> {
  const { label, range } = specOf("members");
  const [count, most] = [files.filter((file) => !isStart(file)).length, range?.[1] ?? 1];
  if (count > most) throw new Error(msg(str`There are ${count} models; “${translated(label)}” goes up to ${most}.`));
  const { members } = state.controls.value;
  if (!isFree("members") && count !== members)
    throw new Error(msg(str`The page has set “${translated(label)}” to ${members}: bring as many models.`));
  const models: Brought[] = [];
  let start: Brought | undefined;
  const sorted = [...files].sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  for (const file of sorted) {
    const one = await model(file, network());
    if (isStart(file)) start = one;
    else models.push(one);
  }
  if (models.length === 0) throw new Error(msg("A start alone is no member: choose members too."));
  kitchen.bring(models, start);
  state.dismiss("E-MODEL");
  state.notify("MODELS", told(models, start));
}

/** Who is who, and what was learnt from other data. */
function told(models: readonly Brought[], start: Brought | undefined): string {
  const names = models.slice(0, TOLD).map(({ name }, i) => msg(str`m${i + 1} is ${name}`));
  const more = models.length - TOLD;
  const all = more > 0 ? msg(str`${names.join(", ")} and ${more} more.`) : `${names.join(", ")}.`;
  const own = state.spec.value.data.name;
  const others = new Set(
    models.flatMap(({ metadata: { data } }) => (data && data !== own ? [labelOf("set", data)] : [])),
  );
  const learnt = msg(str`They learnt from ${[...others].join(", ")}, not from ${labelOf("set", own)}.`);
  const without = msg("No file is called start: what counts from a start is not possible.");
  return [all, others.size > 0 && learnt, !start && without].filter(Boolean).join(" ");
}
