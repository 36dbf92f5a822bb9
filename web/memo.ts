/** What is asked for once. */

/** What comes, by name: it is made when it is first asked for, and after a failure once more. */
export class Memo<T> {
  private readonly known = new Map<string, Promise<T>>();

  get(name: string, make: () => Promise<T>): Promise<T> {
    const known = this.known.get(name);
    if (known) return known;
    const coming = make();
    this.known.set(name, coming);
    coming.catch(() => this.known.delete(name));
    return coming;
  }
}
