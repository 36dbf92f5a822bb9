/** What an element shows once it is fetched, as the element uses it. */

import type { Models, Wanted } from "./wishes.ts";

/** An exhibit in a root of the page, or the Kitchen in a frame. */
export interface Shown {
  readonly value: Record<string, unknown>;
  readonly status: string;
  readonly progress: unknown;
  readonly results: unknown;
  readonly engineInfo: unknown;
  play(signal?: AbortSignal): Promise<void>;
  prepare(signal?: AbortSignal): Promise<void>;
  step(n: number, signal?: AbortSignal): Promise<void>;
  pause(): void | Promise<void>;
  cancel(): void | Promise<void>;
  reset(): void | Promise<void>;
  take(wanted: Record<string, unknown>): void | Promise<void>;
  undo(): void | Promise<void>;
  redo(): void | Promise<void>;
  describe(of: { figure?: string; length?: "short" | "long" }): string | Promise<string>;
  link(isFrame: boolean): string;
  snapshot(wanted: Wanted): Promise<Blob>;
  exportData(wanted: Wanted): Promise<Blob>;
  pin(name?: string): Promise<string>;
  /** What only the Kitchen has. */
  exportModels?(wanted: Models): Promise<Blob>;
  importModels?(files: Blob | readonly Blob[]): Promise<void>;
  /** An attribute has changed. */
  follow(name: string): void;
  /** It is in the page, or no longer. */
  watch(): void;
  unwatch(): void;
  /** Gives memory back that a page does not free itself. */
  free?(): void;
}
