/** Files that are dropped on the page. */

import { msg, str } from "../language/message.ts";
import type { Kitchen } from "./kitchen.ts";
import * as state from "./state.ts";

/** Whether a file may be a model: a run of this page is another kind of JSON. */
const isModel = ({ name }: File): boolean => /\.(safetensors|json)$/i.test(name) && !/\.soupcon\.json$/i.test(name);

/** Takes files that are dropped anywhere but on what takes them itself. */
export function takeDrops(kitchen: Kitchen): void {
  const isElsewhere = ({ target, dataTransfer }: DragEvent) =>
    dataTransfer?.types.includes("Files") === true &&
    !(target instanceof Element && target.closest("sp-upload, dialog"));
  document.addEventListener("dragover", (event) => {
    if (isElsewhere(event)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (!isElsewhere(event) || event.defaultPrevented) return;
    event.preventDefault();
    const files = [...(event.dataTransfer?.files ?? [])];
    const models = files.filter(isModel);
    const [other] = files.filter((file) => !isModel(file));
    if (other) {
      state.notify(
        "E-MODEL",
        msg(str`${other.name} is neither .safetensors nor a model’s .json. Rows and runs have their own buttons.`),
      );
    } else void import("./bring.ts").then(({ bring }) => bring(kitchen, models));
  });
}
