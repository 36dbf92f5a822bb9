/** An exhibit as text to be pasted: element, frame, link, notebook cell. */

import { escaped } from "../../figures/shape.ts";

/** What a teacher has chosen. */
export interface Choice {
  exhibit: string;
  title: string;
  /** The state as a link has it, without `#`; empty for the defaults. */
  state: string;
  /** Names of controls that are shown, or one of the words. */
  controls: "basic" | "all" | "none" | readonly string[];
  lock: readonly string[];
  /** Figures by name; empty for the first one. */
  figures: readonly string[];
  theme: "auto" | "light" | "dark";
  /** Pixels of the frame's height. */
  height: number;
}

/** Of a frame: files may be saved, and the exhibit's own page may open beside it. */
const RIGHTS = 'sandbox="allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox" allowfullscreen';

/** The attributes of the element, those that are not as they are by themselves. */
export function attributes(choice: Choice): [name: string, value: string][] {
  const { exhibit, state, controls, lock, figures, theme } = choice;
  const shown = typeof controls === "string" ? controls : controls.join(",");
  const all: [string, string][] = [
    ["exhibit", exhibit],
    ["state", state],
    ["controls", shown === "basic" ? "" : shown || "none"],
    ["lock", lock.join(",")],
    ["figures", figures.join(",")],
    ["theme", theme === "auto" ? "" : theme],
  ];
  return all.filter(([, value]) => value !== "");
}

/** The exhibit's own page as it is set. */
export function link(site: string, choice: Choice): string {
  return `${site}e/${choice.exhibit}/${choice.state ? `#${choice.state}` : ""}`;
}

/** The same state, with what the frame hides and locks. */
function frameState({ state, controls, lock, figures, theme }: Choice): string {
  const rules = [
    ...(typeof controls === "string" ? [] : controls.map((name) => `only:${name}`)),
    // A name that no control has leaves none.
    ...(controls === "none" || controls.length === 0 ? ["only:none"] : []),
    ...lock.map((name) => `lock:${name}`),
    ...figures.map((name) => `fig:${name}`),
    ...(theme === "auto" ? [] : [`theme:${theme}`]),
  ];
  const parts = [state || "v=1", ...(rules.length > 0 ? [`ui=${rules.join(",")}`] : [])];
  return parts.join("&");
}

/** The address of the frame. */
export function frame(site: string, choice: Choice): string {
  return `${site}embed/?e=${choice.exhibit}#${frameState(choice)}`;
}

/** All of them, by what they are for. */
export function snippets(site: string, choice: Choice): [label: string, text: string][] {
  const set = attributes(choice).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  const title = escaped(`${choice.title}, interactive exhibit`);
  const page = link(site, choice);
  const source = escaped(frame(site, choice));
  const element = [
    `<script type="module" src="${site}soupcon.js"></script>`,
    "<style>soupcon-exhibit:not(:defined) { display: block; min-height: 860px }</style>",
    `<soupcon-exhibit${set.join("")}>`,
    `  <a href="${escaped(page)}">Open the exhibit: ${escaped(choice.title)}</a>`,
    "</soupcon-exhibit>",
  ];
  const cell = [
    "import anywidget, traitlets",
    "",
    "class Exhibit(anywidget.AnyWidget):",
    `    _esm = "${site}soupcon-widget.js"`,
    ...attributes(choice).map(
      ([name, value]) => `    ${name} = traitlets.Unicode(${JSON.stringify(value)}).tag(sync=True)`,
    ),
    '    status = traitlets.Unicode("poster").tag(sync=True)',
    "    results = traitlets.Dict().tag(sync=True)",
    "",
    "Exhibit()",
  ];
  return [
    ["Element, for pages that may run scripts", element.join("\n")],
    [
      "Frame, for learning-management systems",
      `<iframe src="${source}" title="${title}" width="100%" height="${choice.height}" loading="lazy" ${RIGHTS}></iframe>`,
    ],
    ["Link, in Markdown", `[${choice.title}: open the exhibit](${page})`],
    ["Notebook cell, with anywidget", cell.join("\n")],
  ];
}
