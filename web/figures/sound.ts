/** A line as sound: its height is the pitch, its x is time, and each series has its side. */

import { scaleLinear } from "d3-scale";
import { extent } from "./axis.ts";
import type { FigureSpec, Series } from "./figure.ts";
import { valuesOf } from "./marks/curve.ts";

/** Seconds from the first point to the last. */
export const LENGTH = 3;
/** The pitches of the lowest and the highest value, in hertz. */
const PITCHES = [220, 880];
/** How loud one voice is. */
const GAIN = 0.12;

/** One series: when which pitch is reached; without one there is silence. */
export interface Voice {
  /** From −1, left, to 1, right. */
  side: number;
  notes: { at: number; pitch: number | undefined }[];
}

/** The focused series, or the first two that are not only for guidance. */
function heard(spec: FigureSpec, focus: number | undefined): Series[] {
  const one = focus === undefined ? undefined : spec.series?.[focus];
  const all = (spec.series ?? []).filter(({ role, x }) => x.length > 1 && role !== "chance");
  const lines = all.filter(({ role }) => role !== "member");
  return one ? [one] : (lines.length > 0 ? lines : all).slice(0, 2);
}

/** What is played, from the data alone. */
export function voices(spec: FigureSpec, focus?: number): Voice[] {
  const all = heard(spec, focus);
  const height = scaleLinear(extent(valuesOf(all)) ?? [0, 1], PITCHES.map(Math.log));
  const time = scaleLinear(extent(all.flatMap(({ x }) => Array.from(x))) ?? [0, 1], [0, LENGTH]);
  return all.map(({ x, y }, i) => ({
    side: all.length < 2 ? 0 : i === 0 ? -0.7 : 0.7,
    notes: Array.from(x, (_, k) => k)
      .sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0))
      .map((k) => ({
        at: time(x[k] ?? 0),
        pitch: Number.isFinite(y[k] ?? Number.NaN) ? Math.exp(height(y[k] ?? 0)) : undefined,
      })),
  }));
}

/** Plays; returns what stops it. `ended` is called at the end, however it comes. */
export function play(all: readonly Voice[], ended: () => void): () => void {
  const context = new AudioContext();
  const start = context.currentTime + 0.05;
  for (const { side, notes } of all) {
    const tone = new OscillatorNode(context, { type: "triangle", frequency: notes[0]?.pitch ?? 440 });
    const gain = new GainNode(context, { gain: 0 });
    tone
      .connect(gain)
      .connect(new StereoPannerNode(context, { pan: side }))
      .connect(context.destination);
    for (const { at, pitch } of notes) {
      if (pitch !== undefined) tone.frequency.linearRampToValueAtTime(pitch, start + at);
      gain.gain.setTargetAtTime(pitch === undefined ? 0 : GAIN, start + at, 0.015);
    }
    gain.gain.setTargetAtTime(0, start + LENGTH, 0.03);
    tone.start(start);
    tone.stop(start + LENGTH + 0.2);
  }
  let isOver = false;
  const stop = () => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    void context.close();
    ended();
  };
  const timer = setTimeout(stop, (LENGTH + 0.4) * 1000);
  return stop;
}
