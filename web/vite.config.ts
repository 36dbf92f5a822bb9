import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { offline } from "./offline/vite.ts";
import { pages, rooms } from "./pages/vite.ts";
import { define } from "./version.config.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
/** The modules that outside programs and pages import: their names have no hash. */
const STABLE = {
  "soupcon-bench": "web/bench/module.ts",
  soupcon: "web/element/soupcon.ts",
  "soupcon-widget": "web/element/widget.ts",
};

/** What pages share, each with all that it needs: few files with much in each are smaller than many with little. */
const GROUPS = [
  { name: "language", test: /web\/language\/(choice|locale|message|number|markup)\.ts/, priority: 6 },
  {
    name: "base",
    test: /\/(lit-element|lit-html|reactive-element|live|signals-core\.module)\.js|web\/(announcer|late|paced|theme|wire)\.ts/,
    priority: 5,
  },
  { name: "drawing", test: /web\/figures\/(element|frame|labels)\.ts/, priority: 4 },
  {
    name: "form",
    test: /web\/parts\/(?!pad)|web\/(pins|history|keys|changes|address|serial)\.ts/,
    priority: 3,
  },
  { name: "contour", test: /\/d3-contour\.mjs/, priority: 2.5 },
  { name: "map", test: /web\/figures\/(map|spot)\.ts/, priority: 2 },
  { name: "station", test: /web\/kitchen\/(page|address|announce|drops|hold)\.ts/, priority: 1 },
];

/** What only Node imports. */
const NODE = [/^node:/];

/** Tests that open the built site; those of its pace have the machine to themselves, after the others. */
const IN_BROWSER = {
  environment: "node",
  testTimeout: 120_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 30_000 } },
};

export default defineConfig({
  root,
  base: "./",
  publicDir: "web/public",
  cacheDir: ".cache/vite",
  define,
  plugins: [rooms(), offline()],
  build: {
    target: "esnext",
    assetsInlineLimit: 0,
    // Pages name their scripts; what a script fetches late is found by itself, without lists of names in it.
    modulePreload: { polyfill: false, resolveDependencies: (_, all, { hostType }) => (hostType === "html" ? all : []) },
    reportCompressedSize: false,
    rolldownOptions: {
      external: NODE,
      input: { index: "index.html", bench: "bench.html", ...STABLE, ...(await pages()) },
      preserveEntrySignatures: "exports-only",
      output: {
        entryFileNames: (chunk) => (chunk.name in STABLE ? "[name].js" : "assets/[name]-[hash].js"),
        chunkFileNames: ({ name, facadeModuleId }) =>
          facadeModuleId?.includes("/language/fr/") ? `assets/french-${name}-[hash].js` : "assets/[name]-[hash].js",
        codeSplitting: { groups: GROUPS },
      },
    },
  },
  worker: { format: "es", rolldownOptions: { external: NODE } },
  test: {
    projects: [
      {
        extends: true,
        test: { name: "unit", environment: "node", maxWorkers: 2, include: ["web/**/*.test.ts"] },
      },
      {
        extends: true,
        test: {
          ...IN_BROWSER,
          name: "browser",
          include: ["tests/browser/*.spec.ts"],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...IN_BROWSER,
          name: "pace",
          include: ["tests/browser/pace/*.spec.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
