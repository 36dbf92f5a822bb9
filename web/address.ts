/** The address of a page that holds its state. */

/** Milliseconds between two changes of the address, at least. */
const PAUSE_MS = 1000;
/** Milliseconds after a change until the address follows. */
const REST_MS = 60;

/** Keeps the address up to date: as soon as the page is at rest, but never more often than once in a pause. */
export class Address {
  private isDue = false;
  private last = location.hash.replace(/^#/, "");
  private lastPut = Number.NEGATIVE_INFINITY;
  private entry = "";

  /**
   * `fragment` is what stands behind `#`, nothing where the state is on its way; where `entry` gives another text, the
   * history gets a new entry.
   */
  constructor(
    private readonly fragment: () => string | undefined,
    private readonly entryOf: () => string = () => "",
  ) {}

  /** Something has changed. */
  soon(): void {
    if (this.isDue) return;
    this.isDue = true;
    setTimeout(() => this.put(), Math.max(REST_MS, this.lastPut + PAUSE_MS - performance.now()));
  }

  /** Does something when the reader goes back or forth to a state. */
  onReturn(act: (fragment: string) => void): void {
    window.addEventListener("popstate", () => {
      // A fragment of another kind is no state.
      if (location.hash !== "" && !location.hash.includes("=")) return;
      this.last = location.hash.replace(/^#/, "");
      this.entry = "";
      act(location.hash);
    });
  }

  private put(): void {
    this.isDue = false;
    const text = this.fragment();
    if (text === undefined) return;
    const next = this.entryOf();
    const isNew = this.entry !== "" && next !== this.entry;
    this.entry = next;
    if (text === this.last && !isNew) return;
    this.last = text;
    this.lastPut = performance.now();
    const href = `${location.pathname}${location.search}${text === "" ? "" : `#${text}`}`;
    if (isNew) history.pushState(null, "", href);
    else history.replaceState(null, "", href);
  }
}
