import { inspect } from 'node:util';

const REDACTED = '[secret]';

/** Several secrets in one body. The caller overwrites the result, and each part as before. */
export function joinSecrets(...parts: readonly SecretBytes[]): SecretBytes {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    part.lend((lent) => bytes.set(lent, offset));
    offset += part.length;
  }
  try {
    return new SecretBytes(bytes);
  } finally {
    bytes.fill(0);
  }
}

/**
 * Bytes that must not be seen: a PIN, a cryptogram. Keeps its own copy; printing, logging, JSON and spreading show nothing.
 * Whoever makes one overwrites it.
 */
export class SecretBytes {
  readonly #bytes: Uint8Array;

  /** Copies `bytes`; the caller overwrites its own. */
  constructor(bytes: Uint8Array) {
    this.#bytes = Uint8Array.from(bytes);
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** Lends the bytes for the time of one call; they must not be kept. */
  lend<T>(use: (bytes: Uint8Array) => T): T {
    return use(this.#bytes);
  }

  overwrite(): void {
    this.#bytes.fill(0);
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
