/** Turns snapshots of the weights into what the page shows. */

import { batch } from "@preact/signals-core";
import type { Lens } from "./lens.ts";
import * as state from "./state.ts";
import type { Standing, Weights } from "./wire.ts";

/** Points along a side of the maps: while training, and at rest. */
const COARSE = 32;
const FINE = 96;
/** Milliseconds after the hand's last move until the fine map is drawn. */
const REST_MS = 160;

/** Looks at one snapshot after another. */
export class Observer {
  private turn = 0;
  private looks = 0;
  private rest: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly lens: Lens,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Forgets what is still to be done for the snapshot before. */
  leave(): void {
    this.turn++;
    clearTimeout(this.rest);
  }

  /** A quick look while the members train: small maps, accuracies, now and then the line. */
  async glance(weights: Weights): Promise<void> {
    const mine = ++this.turn;
    await this.see(weights, COARSE, mine);
    if (mine !== this.turn) return;
    await this.ask(COARSE);
    if (this.looks++ % 4 === 0 && mine === this.turn) await this.line(weights.step, mine);
  }

  /** A full look at rest: large maps, accuracies, the line, every severity. */
  async study(weights: Weights): Promise<void> {
    const mine = ++this.turn;
    await this.see(weights, FINE, mine);
    if (mine === this.turn) await this.ask(FINE);
    if (mine === this.turn) await this.line(weights.step, mine);
    if (mine === this.turn) await this.severities(mine);
  }

  /** The hand has moved: a small map at once, a large one at rest. */
  move(): void {
    clearTimeout(this.rest);
    this.ask(COARSE).catch(this.failed);
    this.rest = setTimeout(() => this.ask(FINE).catch(this.failed), REST_MS);
  }

  /** Scores the line between the two members anew. */
  async relate(): Promise<void> {
    await this.line(state.view.value?.step ?? 0, this.turn);
  }

  /** Scores every severity of the shift anew. */
  async shift(): Promise<void> {
    await this.severities(this.turn);
  }

  private async see(weights: Weights, side: number, mine: number): Promise<void> {
    const diverged = [...weights.diverged];
    await this.lens.look(weights.theta, counted(diverged));
    const maps = await this.lens.maps(side);
    const standing = await this.lens.standing();
    if (mine !== this.turn) return;
    batch(() => {
      state.view.value = { step: weights.step, maps, standing, diverged };
      const before = state.history.value.filter((past) => past.step < weights.step);
      state.history.value = [...before, { step: weights.step, value: standing }];
    });
  }

  private async ask(side: number): Promise<void> {
    const { a, b, t } = state.mix.value;
    const map = await this.lens.between(a, b, t, side);
    if (map) state.mixMap.value = map;
  }

  private async line(step: number, mine: number): Promise<void> {
    const { a, b } = state.mix.value;
    const value = await this.lens.line(a, b, state.PLACES);
    const { a: left, b: right } = state.mix.value;
    if (mine === this.turn && a === left && b === right) state.between.value = { step, a, b, value };
  }

  private async severities(mine: number): Promise<void> {
    const [name, standing] = [state.shift.value, state.view.value];
    if (standing === undefined) return;
    const value: Standing[] = [standing.standing];
    for (let severity = 1; severity <= 5; severity++) {
      value.push(await this.lens.standing(name, severity));
      if (mine !== this.turn || name !== state.shift.value) return;
      state.sweep.value = { step: standing.step, value: [...value] };
    }
  }
}

/** The members that count together: chosen by the visitor and still finite; all of them where none is left. */
export function counted(diverged: number[]): Uint8Array {
  const chosen = state.chosen.value;
  const mask = Uint8Array.from(diverged, (at, i) => (at === 0 && chosen[i] !== false ? 1 : 0));
  return mask.some((one) => one === 1) ? mask : mask.fill(1);
}
