// @vitest-environment jsdom
/** Tests of the texts that teachers paste. */

import { expect, test } from "vitest";
import { attributes, type Choice, frame, link, snippets } from "./snippets.ts";

const SITE = "https://host.example/soupcon/";
const PLAIN: Choice = {
  exhibit: "pld",
  title: "PLD & friends",
  state: "",
  controls: "basic",
  lock: [],
  figures: [],
  theme: "auto",
  height: 900,
};
const CHOSEN: Choice = {
  ...PLAIN,
  state: "v=1&seed=7",
  controls: ["temperature", "image"],
  lock: ["image"],
  figures: ["ranking"],
  theme: "dark",
};

test("what is as it is by itself is not written", () => {
  expect(attributes(PLAIN)).toEqual([["exhibit", "pld"]]);
  expect(link(SITE, PLAIN)).toBe(`${SITE}e/pld/`);
  expect(frame(SITE, PLAIN)).toBe(`${SITE}embed/?e=pld#v=1`);
});

test("choices go into the element and into the frame", () => {
  expect(Object.fromEntries(attributes(CHOSEN))).toEqual({
    exhibit: "pld",
    state: "v=1&seed=7",
    controls: "temperature,image",
    lock: "image",
    figures: "ranking",
    theme: "dark",
  });
  expect(frame(SITE, CHOSEN)).toBe(
    `${SITE}embed/?e=pld#v=1&seed=7&ui=only:temperature,only:image,lock:image,fig:ranking,theme:dark`,
  );
});

test("no control at all is a word of its own", () => {
  expect(Object.fromEntries(attributes({ ...PLAIN, controls: [] })).controls).toBe("none");
});

test("texts are safe to paste", () => {
  const all = Object.fromEntries(snippets(SITE, CHOSEN));
  const element = all["Element, for pages that may run scripts"] ?? "";
  document.body.innerHTML = element;
  expect(document.querySelector("soupcon-exhibit")?.getAttribute("state")).toBe("v=1&seed=7");
  expect(document.querySelector("a")?.textContent).toBe("Open the exhibit: PLD & friends");
  document.body.innerHTML = all["Frame, for learning-management systems"] ?? "";
  expect(document.querySelector("iframe")?.getAttribute("src")).toBe(frame(SITE, CHOSEN));
  expect(all["Notebook cell, with anywidget"]).toContain('state = traitlets.Unicode("v=1&seed=7").tag(sync=True)');
});
