import { timingSafeEqual } from 'node:crypto';
import type { Vault } from '../vault/vault.ts';
import type { SlowHash, StoredHash } from './slow-hash.ts';

export interface AnswersEvaluation {
  readonly allRight: boolean;
  /** HMAC over the argon2id outputs, hex: the same for the same answers to the same questions. */
  readonly fingerprint: string;
}

/** Secret answers. All answers of a set are always computed, and there is one verdict for the set. */
export class AnswerHasher {
  readonly #vault: Vault;
  readonly #slow: SlowHash;

  constructor(vault: Vault, slow: SlowHash) {
    this.#vault = vault;
    this.#slow = slow;
  }

  /** @param salt 16 random bytes. */
  async enrol(answer: string, salt: Uint8Array): Promise<StoredHash> {
    return this.#slow.enrol('answer-pepper', answer, salt);
  }

  /** @throws AppError tooManyRequests before any work. */
  async evaluate(set: ReadonlyArray<{ readonly stored: StoredHash; readonly answer: string }>): Promise<AnswersEvaluation> {
    return this.#slow.run(async () => {
      let allRight = true;
      const outputs: Buffer[] = [];
      for (const { stored, answer } of set) {
        const output = await this.#slow.compute('answer-pepper', answer, Buffer.from(stored.salt, 'hex'), stored);
        outputs.push(output);
        if (!timingSafeEqual(output, Buffer.from(stored.hash, 'hex'))) allRight = false;
      }
      const fingerprint = await this.#vault.mac('attempt-fingerprint', Buffer.concat(outputs));
      return { allRight, fingerprint: Buffer.from(fingerprint).toString('hex') };
    });
  }
}
