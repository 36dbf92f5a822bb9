// @vitest-environment jsdom
/** Tests of the code that telephones read. */

import { expect, test, vi } from "vitest";
import { code } from "./code.ts";

const linked = (link: string) => ({ slug: "pld", title: "PLD", seed: 7, link });

function place(): HTMLDetailsElement {
  document.body.innerHTML = "<details><figure><figcaption></figcaption></figure><button disabled></button></details>";
  return document.querySelector("details") as HTMLDetailsElement;
}

test("nothing is drawn while the place is closed; the newest link counts once it is open", async () => {
  const details = place();
  let link = "https://host.example/e/pld/";
  const redraw = code(details, () => linked(link));
  redraw();
  await vi.dynamicImportSettled();
  expect(details.querySelector("svg")).toBeNull();
  details.open = true;
  redraw();
  link += "#v=1&seed=7";
  redraw();
  await vi.waitFor(() => expect(details.querySelectorAll("svg")).toHaveLength(1));
  expect(details.querySelector("svg")?.getAttribute("aria-label")).toBe(`QR code that opens PLD: ${link}`);
  expect(details.querySelector("figcaption")?.textContent).toBe(link);
  expect(details.querySelector("button")?.disabled).toBe(false);
});

test("a link that is too long for a code is said, and none is offered", async () => {
  const details = place();
  details.open = true;
  code(details, () => linked(`https://host.example/#${"x".repeat(3000)}`))();
  await vi.waitFor(() =>
    expect(details.querySelector("figcaption")?.textContent).toBe("A link of 3022 characters is too long for a code."),
  );
  expect(details.querySelector("svg")).toBeNull();
  expect(details.querySelector("button")?.disabled).toBe(true);
});
