/** What leaves the page, and what comes back: runs, results, models, recipes. */

import { english } from "../language/locale.ts";
import { msg, str } from "../language/message.ts";
import type { State } from "../manifest.ts";
import { desk } from "../output/checkpoint.ts";
import { fileName, hand } from "../output/download.ts";
import { type Architecture, type Model, safetensors, json as tiny } from "../output/models.ts";
import { recipe } from "../output/recipes.ts";
import * as results from "../output/results.ts";
import * as run from "../output/run.ts";
import { torch } from "../output/torch.ts";
import { type Dish, faultOf } from "../wire.ts";
import type { Kitchen } from "./kitchen.ts";
import { nameOf } from "./lineup.ts";
import { network } from "./network.ts";
import type { FileKind } from "./offers.ts";
import { studentOf } from "./order.ts";
import { whyNot } from "./plates/plate.ts";
import { table } from "./results.ts";
import * as state from "./state.ts";

/** What a dish is called in files, which are in English. */
const named = (of: Dish): string => english(() => nameOf(of));
const fileOf = (figure: string, extension: string) =>
  fileName({ slug: "kitchen", figure, seed: state.spec.value.seed, extension });

/** Makes a file and hands it to the visitor; what cannot be made is said in one sentence. */
export async function save(kitchen: Kitchen, kind: FileKind): Promise<void> {
  try {
    const [content, name, type] = await MADE[kind](kitchen);
    hand(content, name, type);
    state.dismiss("E-EXPORT");
  } catch (error) {
    state.notify("E-EXPORT", faultOf(error).message);
  }
}

type Made = Promise<[Uint8Array | string, string, string?]>;
const TEXT = "text/plain;charset=utf-8";

const MADE: Record<FileKind, (kitchen: Kitchen) => Made> = {
  async model(kitchen) {
    const model = await modelOf(kitchen, state.dish.value);
    return [await safetensors(model), fileOf(model.name, "safetensors")];
  },
  async models(kitchen) {
    const files: Record<string, Uint8Array | string> = {};
    const of: Dish[] = state.view.value?.diverged.map((_, member) => ({ kind: "member", member })) ?? [];
    if (state.controls.value.start !== "independent") of.push({ kind: "start" });
    for (const dish of of) files[`${named(dish)}.safetensors`] = await safetensors(await modelOf(kitchen, dish));
    return [await desk().zip(files), fileOf("members", "zip")];
  },
  async json(kitchen) {
    const model = await modelOf(kitchen, state.dish.value);
    return [await tiny(model), fileOf(model.name, "json"), "application/json"];
  },
  async torch(kitchen) {
    const dish = state.dish.value;
    const { name, architecture } = await modelOf(kitchen, dish);
    const classes = architecture.kind === "mlp" ? architecture.sizes.at(-1) : architecture.classes;
    const { lens } = kitchen.session;
    if (!lens) throw new Error(msg("There is no model yet."));
    const [{ x }, logits] = await Promise.all([lens.rows("test", 1), lens.logits(dish, "test")]);
    const text = torch(architecture, fileOf(name, "safetensors"), x, logits.subarray(0, classes));
    return [text, fileOf(`${name}-check`, "py"), TEXT];
  },
  async recipe(kitchen) {
    const dish = state.dish.value;
    const { lens } = kitchen.session;
    const members = state.chosen.value.map((_, i) => `m${i + 1}.safetensors`);
    const chosen = state.chosen.value.flatMap((isIn, i) => (isIn && state.view.value?.diverged[i] === 0 ? [i] : []));
    const bare = dish.kind === "back" ? dish.of : dish;
    const method = bare.kind === "soup" ? bare.method : "";
    const trace =
      method === "greedy"
        ? await lens?.ask<"greedy">({ ask: "greedy", acceptTies: state.controls.value.ties === true })
        : undefined;
    const learned = method === "learned" ? await lens?.ask<"learned">({ ask: "learned" }) : undefined;
    const text = await recipe(dish, {
      members,
      chosen,
      seed: state.spec.value.seed,
      ...(state.controls.value.start === "independent" ? {} : { start: "start.safetensors" }),
      ...(trace ? { greedy: trace.order.filter((_, i) => trace.accepted[i]) } : {}),
      ...(learned ? { learned: chosen.map((m) => learned.shares[m] ?? 0) } : {}),
    });
    return [text, fileOf("recipe", "yaml"), "application/yaml"];
  },
  async run(kitchen) {
    const given = state.rows.value;
    const points = state.drawn.value;
    const data: run.SavedData | undefined =
      points.length > 0 ? { kind: "drawn", points: [...points] } : given ? { kind: "given", given } : undefined;
    const pins = kitchen.pins.all.value.map((pin) => ({ ...pin.controls }));
    const saved: run.SavedRun = { page: "kitchen", state: { ...state.controls.value, t: state.step.value }, pins };
    return [run.written(data ? { ...saved, data } : saved), fileOf("run", "soupcon.json"), "application/json"];
  },
  results: async (kitchen) => [
    results.json(await table(kitchen.session.lens)),
    fileOf("results", "json"),
    "application/json",
  ],
  markdown: async (kitchen) => [results.markdown(await table(kitchen.session.lens)), fileOf("results", "md"), TEXT],
  latex: async (kitchen) => [results.latex(await table(kitchen.session.lens)), fileOf("results", "tex"), TEXT],
};

/** Models as one file: the combination that is shown, all members, or one by its name. */
export async function models(kitchen: Kitchen, which: string, format: string): Promise<Blob> {
  const isAll = which === "members";
  const known = isAll ? ["safetensors"] : ["safetensors", "json"];
  if (!known.includes(format)) throw new RangeError(`format: must be one of ${known.join(", ")}.`);
  if (isAll) return blob(await MADE.models(kitchen));
  const model = await modelOf(kitchen, dishNamed(which));
  const content = format === "json" ? await tiny(model) : await safetensors(model);
  return new Blob([content as BlobPart], { type: format === "json" ? "application/json" : "" });
}

const blob = ([content, , type = ""]: Awaited<Made>): Blob => new Blob([content as BlobPart], { type });

/** What a name of a model stands for. */
function dishNamed(which: string): Dish {
  const { members } = state.spec.value;
  const [, number] = /^m(\d{1,2})$/.exec(which) ?? [];
  const isMember = Number(number) >= 1 && Number(number) <= members;
  if (isMember) return { kind: "member", member: Number(number) - 1 };
  if (which === "combination") return state.dish.value;
  if (which === "start" && state.controls.value.start !== "independent") return { kind: "start" };
  if (which === "student" && state.student.value.history.length > 0) return { kind: "student" };
  throw new RangeError(`which: must be combination, members, m1 to m${members}, or start and student where they are.`);
}

/** The network of a dish: a student may have one of its own. */
function networkOf({ kind }: Dish): Architecture {
  const { model } = state.spec.value;
  const { hidden } = studentOf(state.controls.value);
  return network(kind === "student" && model.kind === "mlp" && hidden ? { ...model, hidden } : model);
}

async function modelOf(kitchen: Kitchen, of: Dish): Promise<Model> {
  const { lens } = kitchen.session;
  if (!lens || !state.view.value) throw new Error(msg("There is no model yet."));
  if (of.kind === "ensemble") throw new Error(msg("An ensemble is several models; save all members instead."));
  const theta = await lens.weights(of).catch((error) => {
    throw new Error(whyNot(of, faultOf(error).message));
  });
  const { seed, data } = state.spec.value;
  return {
    name: named(of),
    architecture: networkOf(of),
    theta,
    about: { seed, data: data.name, licence: "MIT", how: `${named(of)}, step ${state.step.value}` },
  };
}

/** Opens a saved run. */
export async function openRun(kitchen: Kitchen, file: File): Promise<void> {
  try {
    const saved = await run.read(file);
    if (saved.page !== "kitchen") throw new Error(msg(str`${file.name} is of another page: ${saved.page}.`));
    const { data } = saved;
    if (data?.kind === "drawn") await kitchen.draw(data.points);
    if (data?.kind === "given") kitchen.upload(data.given);
    if (data?.kind === "named")
      state.notify("E-RUN-DATA", msg(str`The run needs its ${data.rows} rows again: upload ${data.name}.`));
    kitchen.open(saved.state as State);
    state.dismiss("E-RUN-FILE");
  } catch (error) {
    state.notify("E-RUN-FILE", faultOf(error).message);
  }
}
