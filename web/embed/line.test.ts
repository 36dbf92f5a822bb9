// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Line } from "./line.ts";

const SITE = "https://site.example";
const frame = document.createElement("iframe");
document.body.append(frame);
// The environment of these tests has no such property.
Object.defineProperty(frame, "sandbox", { value: { contains: () => false } });
let said: Record<string, unknown>[] = [];
let heard: string[] = [];
let line = new Line(frame, SITE, () => undefined);

beforeEach(() => {
  [said, heard] = [[], []];
  frame.removeAttribute("sandbox");
  line = new Line(frame, SITE, (name) => heard.push(name));
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  vi.spyOn(frame.contentWindow as Window, "postMessage").mockImplementation(((message: object, target: string) =>
    said.push({ ...message, target })) as never);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const come = (data: object, { origin = SITE, source = frame.contentWindow as Window | null } = {}) =>
  line.hear(new MessageEvent("message", { data: { soupcon: 1, ...data }, origin, source }));
const lastId = () => said.at(-1)?.id;

test("a frame that says hello is connected with; calls go to its origin once it is ready", () => {
  void line.call("status", []).catch(() => undefined);
  expect(said).toEqual([]);
  come({ type: "hello" });
  expect(said).toMatchObject([{ soupcon: 1, type: "connect", protocol: 1, target: "*" }]);
  come({ type: "ready", height: 512.4 });
  expect(frame.style.height).toBe("513px");
  void line.call("get", ["seed"]).catch(() => undefined);
  expect(said.at(-1)).toMatchObject({ type: "call", method: "get", args: ["seed"], target: SITE });
  expect(heard).toEqual(["ready"]);
});

test("what comes from elsewhere, or from another page in the frame, is not heard", () => {
  const event = { type: "event", name: "status", detail: {} };
  come(event, { origin: "https://other.example" });
  come(event, { origin: "null" });
  come(event, { source: window });
  line.hear(new MessageEvent("message", { data: event, origin: SITE, source: frame.contentWindow }));
  expect(heard).toEqual([]);
  frame.setAttribute("sandbox", "allow-scripts");
  come(event);
  expect(heard).toEqual([]);
  come(event, { origin: "null" });
  expect(heard).toEqual(["status"]);
});

test("a refusal is an error of its kind; what takes long ends with its end", async () => {
  come({ type: "ready", height: 1 });
  const wrong = line.call("set", ["x", 1]);
  come({ type: "reply", id: lastId(), ok: false, code: "E-VALUE", message: "x: this exhibit has no such control." });
  await expect(wrong).rejects.toMatchObject({ name: "RangeError", code: "E-VALUE", message: /^x: / });
  let isOver = false;
  const play = line.call("play", [], true).then(() => {
    isOver = true;
  });
  const id = lastId();
  come({ type: "reply", id, ok: true });
  await Promise.resolve();
  expect(isOver).toBe(false);
  come({ type: "end", id, ok: true });
  await play;
  expect(isOver).toBe(true);
});

test("a call that nobody answers fails after ten seconds, and at once where the frame has gone", async () => {
  vi.useFakeTimers();
  const late = line.call("status", []);
  const refused = expect(late).rejects.toMatchObject({ code: "E-TIMEOUT" });
  await vi.advanceTimersByTimeAsync(10_001);
  await refused;
  const gone = line.call("play", [], true);
  line.close();
  await expect(gone).rejects.toMatchObject({ code: "E-GONE" });
});
