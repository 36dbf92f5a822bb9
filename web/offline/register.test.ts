// @vitest-environment jsdom
import { afterEach, expect, test, vi } from "vitest";
import { register } from "./register.ts";

function have(serviceWorker: PropertyDescriptor): void {
  Object.defineProperty(navigator, "serviceWorker", { configurable: true, ...serviceWorker });
}
afterEach(() => {
  Reflect.deleteProperty(navigator, "serviceWorker");
});

test("where there are no service workers nothing happens", async () => {
  await expect(register()).resolves.toBeUndefined();
  const get = () => {
    throw new DOMException("denied", "SecurityError");
  };
  have({ get });
  await expect(register()).resolves.toBeUndefined();
  have({ value: Object.assign(new EventTarget(), { register: () => Promise.reject(new Error("no storage")) }) });
  await expect(register()).resolves.toBeUndefined();
});

test("the worker lies at the site's root; a page that it does not know tells what it has", async () => {
  const postMessage = vi.fn();
  const workers = Object.assign(new EventTarget(), { register: vi.fn(), controller: undefined as unknown });
  have({ value: workers });
  await register();
  expect(String(workers.register.mock.calls[0]?.[0])).toMatch(/\/offline\.js$/);
  workers.controller = { postMessage };
  workers.dispatchEvent(new Event("controllerchange"));
  expect(postMessage).toHaveBeenCalledExactlyOnceWith("gather");
});
