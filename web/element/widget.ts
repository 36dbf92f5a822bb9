/** An exhibit as a notebook's widget: the front end that anywidget asks for. */

import "./soupcon.ts";

/** What a notebook's kernel and this page share. */
interface Model {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(event: string, heard: () => void): void;
  off(event: string, heard: () => void): void;
}

/** Attributes that the kernel may set. */
const ATTRIBUTES = ["exhibit", "state", "controls", "figures", "lock", "theme", "engine", "reveal"];

/** Shows the exhibit of a model; the answer takes it away again. */
function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  const made = document.createElement("soupcon-exhibit");
  const take = () => {
    for (const name of ATTRIBUTES) {
      const value = model.get(name);
      if (typeof value === "string" && value !== "" && made.getAttribute(name) !== value)
        made.setAttribute(name, value);
    }
  };
  const tell = (values: Record<string, unknown>) => {
    for (const [name, value] of Object.entries(values)) {
      // A kernel needs only those that it declares.
      if (model.get(name) !== undefined) model.set(name, JSON.parse(JSON.stringify(value ?? null)));
    }
    model.save_changes();
  };
  const changed = (event: Event) => tell({ value: (event as CustomEvent<{ state: unknown }>).detail.state });
  const status = (event: Event) => tell({ status: (event as CustomEvent<{ status: string }>).detail.status });
  const result = (event: Event) => tell({ results: (event as CustomEvent<{ results: unknown }>).detail.results });
  take();
  made.addEventListener("soupcon-change", changed);
  made.addEventListener("soupcon-status", status);
  made.addEventListener("soupcon-result", result);
  for (const name of ATTRIBUTES) model.on(`change:${name}`, take);
  el.append(made);
  return () => {
    for (const name of ATTRIBUTES) model.off(`change:${name}`, take);
    made.remove();
  };
}

export default { render };
