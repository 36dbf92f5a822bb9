/** The words that stand in a page's own text: content, with its tags where it has any. */

const isMarkup = (element: Element) => element.childElementCount > 0;

/** What an element says, white space folded. */
export function wordsIn(element: Element): string {
  const words = isMarkup(element) ? element.innerHTML : (element.textContent ?? "");
  return words.trim().replace(/\s+/g, " ");
}

/** Says something else instead. */
export function reword(element: Element, words: string): void {
  if (isMarkup(element)) element.innerHTML = words;
  else element.textContent = words;
}
