/** Who holds the card: SCardBeginTransaction waits its turn, nests for its holder, and is let go when the card goes. */
export class TransactionLock {
  #holder: object | null = null;
  #depth = 0;
  #count = 0;
  #waiting: (() => void)[] = [];

  /** Number of the running transaction when `who` holds it, else null. */
  numberFor(who: object): number | null {
    return this.#holder === who ? this.#count : null;
  }

  isHeldByOther(who: object): boolean {
    return this.#holder !== null && this.#holder !== who;
  }

  /** Resolves once `who` may try again; the caller checks its card first, then calls {@link take}. */
  async free(who: object): Promise<void> {
    if (this.isHeldByOther(who)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  take(who: object): boolean {
    if (this.isHeldByOther(who)) return false;
    if (this.#holder === null) {
      this.#holder = who;
      this.#count += 1;
    }
    this.#depth += 1;
    return true;
  }

  /** One level down; false when `who` holds nothing. */
  leave(who: object): boolean {
    if (this.#holder !== who) return false;
    this.#depth -= 1;
    if (this.#depth === 0) this.release();
    return true;
  }

  /** Lets go whoever holds it, entirely. */
  release(who?: object): void {
    if (who !== undefined && this.#holder !== who) return;
    this.#holder = null;
    this.#depth = 0;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
