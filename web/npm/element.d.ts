/** The element `soupcon-exhibit`; importing the module defines it. */
export class SoupconExhibit extends HTMLElement {
  static readonly version: string;
  /** How many of a page may hold memory: beyond them the oldest out of view is paused. */
  static maxRunning: number;
  /** Resolves once the exhibit can be used. */
  readonly ready: Promise<void>;
  value: Record<string, unknown>;
  readonly status: string;
  readonly progress: unknown;
  readonly results: unknown;
  readonly engineInfo: unknown;
  play(until?: { signal?: AbortSignal }): Promise<void>;
  prepare(until?: { signal?: AbortSignal }): Promise<void>;
  step(n?: number, until?: { signal?: AbortSignal }): Promise<void>;
  pause(): Promise<void>;
  cancel(): Promise<void>;
  reset(): Promise<void>;
  set(name: string, value: unknown): Promise<void>;
  set(values: Record<string, unknown>): Promise<void>;
  get(name: string): unknown;
  undo(): Promise<void>;
  redo(): Promise<void>;
  describe(of?: { figure?: string; length?: "short" | "long" }): string | Promise<string>;
  link(as?: { embed?: boolean }): string;
  snapshot(wanted?: { figure?: string; format?: "svg" | "png"; scale?: number }): Promise<Blob>;
  exportData(wanted?: { figure?: string; format?: "csv" | "json" }): Promise<Blob>;
  /** Of the Kitchen alone, as the next two. */
  pin(): Promise<string>;
  exportModels(wanted?: { which?: string; format?: "safetensors" | "json" }): Promise<Blob>;
  importModels(files: Blob | readonly Blob[]): Promise<void>;
}
declare global {
  interface HTMLElementTagNameMap {
    "soupcon-exhibit": SoupconExhibit;
  }
}
