/** Station 1: what is learnt from. */

import type { ControlSpec, Manifest, Option } from "../../manifest.ts";
import { type DataSet, forDigits, IMAGES, MADE, OPTIONS } from "./sets.ts";

/** The shifts that test rows can meet, where rows of one's own are such. */
function shifts(own: DataSet["row"]): Pick<ControlSpec, "options" | "default" | "defaults"> {
  const isPlaced = own === "points" || own === "images";
  const placed = isPlaced ? "set!=mnist-1d" : "set!=mnist-1d|given";
  const pictured = own === "images" ? `${IMAGES}|given` : IMAGES;
  const images = (id: string, help: string): Option => ({ id, label: id, help, when: pictured });
  return {
    options: [
      { id: "none", label: "None", help: "Test rows come from where training rows come from." },
      {
        id: "noise",
        label: "Noise",
        help: "Each number of a row changes a little.",
        when: pictured.replace("=", "!="),
      },
      { id: "rotation", label: "Rotation", help: "All test rows are turned.", when: placed },
      { id: "translation", label: "Translation", help: "All test rows are moved.", when: placed },
      images("gaussian noise", "Grain on every pixel."),
      images("shot noise", "Grain as of too little light."),
      images("blur", "As if out of focus."),
      images("contrast", "Light and dark come closer."),
      images("brightness", "Everything is lighter."),
      images("pixelate", "Larger, fewer pixels."),
    ],
    default: "rotation",
    defaults: { by: "set", of: { "mnist-1d": "noise", ...(isPlaced ? {} : { given: "noise" }) } },
  };
}

/** All controls as they suit rows of one's own: what has neither place nor picture is not turned. */
export const suited = (all: Manifest, own: DataSet["row"]): Manifest =>
  all.map((spec) => (spec.name === "shift" ? { ...spec, ...shifts(own) } : spec));

/** Its controls. */
export const data: Manifest = [
  {
    name: "set",
    key: "set",
    phase: "prepare",
    group: "data",
    label: "Data set",
    kind: "select",
    options: OPTIONS,
    default: "moons",
    basic: true,
  },
  {
    name: "noise",
    key: "nz",
    phase: "prepare",
    group: "data",
    label: "Noise",
    kind: "slider",
    range: [0, 1],
    step: 0.01,
    default: 0.25,
    basic: true,
    enabledWhen: MADE,
    defaults: { by: "set", of: { circles: 0.12, spirals: 0.1, checkerboard: 0.05, blobs: 0.6 } },
  },
  {
    name: "labelNoise",
    key: "ln",
    phase: "prepare",
    group: "data",
    label: "Label noise",
    kind: "slider",
    range: [0, 0.9],
    step: 0.01,
    default: 0.1,
    basic: true,
    help: "Share of training labels that are wrong.",
    defaults: forDigits(0.2, 0.2, 0),
  },
  {
    name: "rows",
    key: "n",
    phase: "prepare",
    group: "data",
    label: "Training rows",
    kind: "slider",
    range: [5, 50_000],
    step: 1,
    scale: "log",
    default: 60,
    basic: true,
    defaults: forDigits(500, 300, 2000),
  },
  {
    name: "validation",
    key: "nv",
    phase: "prepare",
    group: "split",
    label: "Validation rows",
    kind: "slider",
    range: [5, 10_000],
    step: 1,
    scale: "log",
    default: 200,
    help: "Kept for choosing: greedy and learned soups.",
    defaults: forDigits(1000, 300, 500),
  },
  {
    name: "test",
    key: "nt",
    phase: "prepare",
    group: "split",
    label: "Test rows",
    kind: "slider",
    range: [5, 10_000],
    step: 1,
    scale: "log",
    default: 400,
    help: "Everything is counted on these.",
    defaults: forDigits(2000, 400, 1000),
  },
  {
    name: "shift",
    key: "sh",
    phase: "live",
    group: "shift",
    label: "Test-time shift",
    kind: "select",
    ...shifts("points"),
    basic: true,
  },
  {
    name: "severity",
    key: "sv",
    phase: "live",
    group: "shift",
    label: "Severity",
    kind: "slider",
    range: [1, 5],
    step: 1,
    default: 3,
    basic: true,
    enabledWhen: "shift!=none",
  },
];
