/** Overwrites the bytes among the arguments of a call, and those one object down: that is as deep as any verb's are. */
export function overwriteBytes(args: readonly unknown[]): void {
  for (const value of args) {
    if (value instanceof Uint8Array) value.fill(0);
    else if (typeof value === 'object' && value !== null) {
      for (const inner of Object.values(value)) if (inner instanceof Uint8Array) inner.fill(0);
    }
  }
}
