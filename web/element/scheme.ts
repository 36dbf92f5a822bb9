/** Whether what stands around an element is dark. */

/** As the style sheets around it have it; the system decides where they leave it open. */
export function isDark(of: Element): boolean {
  const around = getComputedStyle(of).colorScheme;
  const system = matchMedia("(prefers-color-scheme: dark)").matches;
  return /dark/.test(around) && (system || !/light/.test(around));
}

/** Calls when what decides that may have changed: the system's wish, or a switch of the page, until the answer is called. */
export function watchScheme(changed: () => void): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const switches = new MutationObserver(changed);
  // Pages switch by an attribute of their root or of their body: a class, a style, a name of their own.
  for (const one of document.querySelectorAll("html, body")) switches.observe(one, { attributes: true });
  system.addEventListener("change", changed);
  return () => {
    switches.disconnect();
    system.removeEventListener("change", changed);
  };
}
