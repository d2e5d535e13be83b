import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../audit/canonical-json.ts';
import type { SlowHash } from './slow-hash.ts';

const hex = z.string().regex(/^(?:[0-9a-f]{2})+$/u);
const stored = z.strictObject({ salt: hex, hash: hex, memoryKib: z.number().int(), timeCost: z.number().int(), parallelism: z.number().int() });

export interface PasswordCheck {
  readonly right: boolean;
  /** It is right and was stored at another cost than today's: store it anew. */
  readonly outdated: boolean;
}

/** Passwords of accounts. What is stored is canonical JSON {salt, hash, memoryKib, timeCost, parallelism}. */
export class PasswordHasher {
  readonly #slow: SlowHash;

  constructor(slow: SlowHash) {
    this.#slow = slow;
  }

  /** @param salt 16 random bytes. @throws AppError tooManyRequests before any work. */
  async enrol(password: string, salt: Uint8Array): Promise<string> {
    const { salt: saltHex, hash, memoryKib, timeCost, parallelism } = await this.#slow.enrol('password-pepper', password, salt);
    return canonicalJson({ salt: saltHex, hash, memoryKib, timeCost, parallelism });
  }

  /**
   * Compares with what is stored; null: nobody's, which takes the same work and is never right.
   * @throws AppError tooManyRequests before any work.
   */
  async check(password: string, kept: string | null): Promise<PasswordCheck> {
    const { cost } = this.#slow;
    const expected = kept === null ? { salt: '00'.repeat(16), hash: '00'.repeat(32), ...cost } : stored.parse(JSON.parse(kept));
    const output = await this.#slow.run(() => this.#slow.compute('password-pepper', password, Buffer.from(expected.salt, 'hex'), expected));
    const right = timingSafeEqual(output, Buffer.from(expected.hash, 'hex')) && kept !== null;
    const sameCost = expected.memoryKib === cost.memoryKib && expected.timeCost === cost.timeCost && expected.parallelism === cost.parallelism;
    return { right, outdated: right && !sameCost };
  }
}
