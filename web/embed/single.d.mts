/** The text of one file with these exhibits in it. */
export function single(exhibits: readonly string[], languages?: readonly string[]): string;
