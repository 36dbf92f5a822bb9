// @vitest-environment jsdom
import { signal } from "@preact/signals-core";
import { render } from "lit";
import { expect, test } from "vitest";
import { type Notice, noted, notices, onNotice } from "./notices.ts";

test("a notice comes once, not again when a later one is dismissed; said again, it comes again", () => {
  const all = signal<readonly Notice[]>([]);
  const come: string[] = [];
  const add = (code: string, words: string) => {
    all.value = noted(all.value, { code, words });
  };
  add("E-A", "before");
  const end = onNotice(all, ({ words }) => come.push(words));
  add("E-B", "after");
  all.value = all.value.slice(0, 1);
  expect(come).toEqual(["before", "after"]);
  add("E-A", "before");
  expect(come).toEqual(["before", "after", "before"]);
  end();
  add("E-C", "late");
  expect(come.length).toBe(3);
});

test("what went wrong is marked as that; what is done is not, nor is a question", () => {
  const place = document.createElement("div");
  const ask = { code: "CANCEL", words: "Stop?", actions: [{ label: "Stop", act: () => undefined }] };
  render(
    notices([{ code: "E-LINK", words: "Not known" }, { code: "LINK", words: "Copied" }, ask], () => undefined),
    place,
  );
  const looks = [...place.querySelectorAll(".notice")].map((one) => [
    one.className,
    one.querySelector("p span")?.textContent,
  ]);
  expect(looks).toEqual([
    ["notice", "▲"],
    ["notice fine", "✓"],
    ["notice fine", ""],
  ]);
});
