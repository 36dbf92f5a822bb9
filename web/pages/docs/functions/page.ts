/** Runs the examples of the reference, in a worker of their own. */

import { settled } from "../../../language/choice.ts";
import { Standby } from "../../../line.ts";
import type { Callable } from "./functions.worker.ts";

await settled();

/** The functions, started when the first is called. */
const functions = new Standby<Callable>(
  () => new Worker(new URL("./functions.worker.ts", import.meta.url), { type: "module" }),
  () => "The script could not be loaded.",
);

for (const trial of document.querySelectorAll<HTMLElement>(".trial")) {
  const [button, text, output] = [
    trial.querySelector("button"),
    trial.querySelector("textarea"),
    trial.querySelector("output"),
  ];
  const name = trial.dataset.function;
  if (!button || !text || !output || name === undefined) continue;
  button.addEventListener("click", async () => {
    button.disabled = true;
    output.textContent = await answer(name, text.value);
    button.disabled = false;
  });
}

async function answer(name: string, text: string): Promise<string> {
  let inputs: unknown;
  try {
    inputs = JSON.parse(text);
  } catch (why) {
    return `The inputs must be JSON: ${why instanceof Error ? why.message : why}`;
  }
  try {
    const given = await functions.ask((callable) => callable.call(name, inputs));
    return given.error ? `${given.error.code}: ${given.error.message}` : JSON.stringify(given);
  } catch (why) {
    return `The functions could not be started: ${why instanceof Error ? why.message : why}`;
  }
}
