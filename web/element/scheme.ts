/** Whether what stands around an element is dark. */

/** As the style sheets around it have it; the system decides where they leave it open. */
export function isDark(of: Element): boolean {
  const around = getComputedStyle(of).colorScheme;
  const system = matchMedia("(prefers-color-scheme: dark)").matches;
  return /dark/.test(around) && (system || !/light/.test(around));
}
