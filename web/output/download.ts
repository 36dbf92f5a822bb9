/** What leaves the page: its name, and how the visitor gets it. */

/** What a file is of. */
export interface FileName {
  /** The page or the exhibit, where there is one. */
  slug?: string | undefined;
  /** The figure, the table, the model. */
  figure: string;
  seed?: number | string | undefined;
  /** The ending, without a dot. */
  extension: string;
}

/** `soupcon-<slug>-<figure>-s<seed>.<extension>`, of letters, digits and hyphens. */
export function fileName({ slug, figure, seed, extension }: FileName): string {
  const page = slug === undefined ? "" : `${plain(slug)}-`;
  return `soupcon-${page}${plain(figure)}${seed === undefined ? "" : `-s${seed}`}.${extension}`;
}

function plain(text: string): string {
  const bare = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-");
  return bare.replace(/^-+|-+$/g, "").slice(0, 64) || "it";
}

/** Milliseconds after which a browser has surely begun to save. */
const KEPT_MS = 60_000;

/** Hands a file to the visitor. */
export function hand(content: Blob | Uint8Array | string, name: string, type = "application/octet-stream"): void {
  const blob = content instanceof Blob ? content : new Blob([content as BlobPart], { type });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
