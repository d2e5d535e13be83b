/** Tells of each transaction that wrote and was committed in this process. */
export class CommitBell {
  readonly #told = new Set<() => void>();

  ring(): void {
    for (const told of this.#told) told();
  }

  /** @returns how to stop it */
  onRing(told: () => void): () => void {
    this.#told.add(told);
    return () => void this.#told.delete(told);
  }
}
