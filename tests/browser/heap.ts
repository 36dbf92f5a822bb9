/** What scripts hold, once nothing that could go is left. */

import type { Page } from "playwright-core";

/** Bytes that the page's scripts hold, and those of each of its workers. */
export interface Heap {
  page: number;
  workers: number[];
}

/** Gives how to look at a page's heaps; its workers are those that it has now. */
export async function heaps(page: Page): Promise<() => Promise<Heap>> {
  const session = await page.context().newCDPSession(page);
  const workers: string[] = [];
  const waiting = new Map<number, (result: { usedSize: number }) => void>();
  session.on("Target.attachedToTarget", ({ sessionId }) => workers.push(sessionId));
  session.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, result } = JSON.parse(message) as { id: number; result: { usedSize: number } };
    waiting.get(id)?.(result);
  });
  await session.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  let last = 0;
  const ask = (sessionId: string, method: string) => {
    last += 1;
    const message = JSON.stringify({ id: last, method });
    const answer = new Promise<{ usedSize: number }>((resolve) => waiting.set(last, resolve));
    return session.send("Target.sendMessageToTarget", { sessionId, message }).then(() => answer);
  };
  return async () => {
    await session.send("HeapProfiler.collectGarbage");
    const own = await session.send("Runtime.getHeapUsage");
    const each = workers.map(async (worker) => {
      await ask(worker, "HeapProfiler.collectGarbage");
      return (await ask(worker, "Runtime.getHeapUsage")).usedSize;
    });
    return { page: own.usedSize, workers: await Promise.all(each) };
  };
}
