/** Which exhibits are wanted, as data and in the link: `#f=losses,choice&q=soup`. */

/** Families, any of which will do, and words, all of which must be found. */
export interface Filter {
  families: string[];
  words: string;
}

/** Whether an exhibit of these families, about which these words are said, is wanted. */
export function fits({ families, words }: Filter, own: readonly string[], text: string): boolean {
  const isOfFamily = families.length === 0 || families.some((family) => own.includes(family));
  return (
    isOfFamily &&
    words
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text.includes(word))
  );
}

/** What a link's fragment says. */
export function read(fragment: string): Filter {
  const params = new URLSearchParams(fragment.replace(/^#/, ""));
  const families = (params.get("f") ?? "").split(",").filter(Boolean);
  return { families, words: (params.get("q") ?? "").slice(0, 100) };
}

/** The fragment without `#`; empty where everything is wanted. */
export function fragment({ families, words }: Filter): string {
  const parts: string[] = [];
  if (families.length > 0) parts.push(`f=${families.map(encodeURIComponent).join(",")}`);
  if (words.trim() !== "") parts.push(`q=${encodeURIComponent(words.trim())}`);
  return parts.join("&");
}
