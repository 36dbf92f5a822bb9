/** Places: a triangle for three shares, a square for two numbers; the number fields say and set the same. */

import { html, svg, type TemplateResult } from "lit";
import { msg, str, translated } from "../language/message.ts";
import { clamp, rest } from "../manifest.ts";
import type { Field } from "./control.ts";
import { entry } from "./slider.ts";

const SIDE = 100;
const HEIGHT = (SIDE * Math.sqrt(3)) / 2;
/** The corners of the triangle: first, second, third share. */
const CORNERS: readonly [number, number][] = [
  [0, HEIGHT],
  [SIDE, HEIGHT],
  [SIDE / 2, 0],
];

/** The point of three shares. */
export function pointOf(shares: readonly number[]): [number, number] {
  const at = (axis: 0 | 1) => CORNERS.reduce((sum, corner, i) => sum + corner[axis] * (shares[i] ?? 0), 0);
  return [at(0), at(1)];
}

/** The shares of a point, to two decimals, none below 0. */
export function sharesOf(x: number, y: number): [number, number, number] {
  const third = Math.min(1, Math.max(0, 1 - y / HEIGHT));
  const second = Math.min(1 - third, Math.max(0, x / SIDE - third / 2));
  const two = (value: number) => Math.round(value * 100) / 100;
  const [a, b] = [two(1 - two(second) - two(third)), two(second)];
  return [a, b, rest(a, b)];
}

/** The control. */
export function pad(field: Field): TemplateResult {
  const { spec, id, off, form, set } = field;
  const value = field.value as number[];
  const isTriangle = spec.kind === "simplex";
  const names = form.corners ?? (isTriangle ? [msg("first"), msg("second"), msg("third")] : ["x", "y"]);
  const put = (i: number, share: number) => {
    if (!isTriangle) {
      set(value.map((old, j) => (i === j ? clamp(spec, share) : old)));
      return;
    }
    // The other two keep their proportion.
    const others = value.reduce((sum, old, j) => (i === j ? sum : sum + old), 0);
    const next = value.map((old, j) =>
      i === j ? share : Math.round((others === 0 ? (1 - share) / 2 : (old / others) * (1 - share)) * 100) / 100,
    );
    const [a = 0, b = 0] = next;
    set([a, b, rest(a, b)]);
  };
  const [x, y] = pointOf(value);
  const move = (event: PointerEvent, atRest: boolean) => {
    const shape = event.currentTarget as SVGSVGElement;
    const matrix = shape.getScreenCTM()?.inverse();
    if (off || !matrix || (!atRest && event.buttons === 0)) return;
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
    set(sharesOf(place.x, place.y), atRest);
  };
  return html`<fieldset class="pad">
    <legend>${translated(spec.label)}</legend>
    ${
      isTriangle
        ? svg`<svg
            viewBox=${`-8 -8 ${SIDE + 16} ${HEIGHT + 16}`}
            aria-hidden="true"
            @pointerdown=${(event: PointerEvent) => {
              (event.currentTarget as SVGSVGElement).setPointerCapture(event.pointerId);
              move(event, false);
            }}
            @pointermove=${(event: PointerEvent) => move(event, false)}
            @pointerup=${(event: PointerEvent) => move(event, true)}
          >
            <polygon points=${CORNERS.map((corner) => corner.join()).join(" ")} />
            <circle cx=${x} cy=${y} r="5" />
          </svg>`
        : ""
    }
    <div class="shares">
      ${names.map(
        (name, i) => html`<label for=${`${id}-${i}`}>
          <span>${name}</span>
          ${entry(field, value[i] ?? 0, (share) => put(i, share), `${id}-${i}`, msg(str`${translated(spec.label)}: ${name}`))}
        </label>`,
      )}
    </div>
  </fieldset>`;
}
