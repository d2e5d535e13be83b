import { timingSafeEqual } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import type { Argon2Cost, AuthorityConfig } from '../config.ts';
import type { Vault } from '../vault/vault.ts';
import { Semaphore } from './semaphore.ts';

/** What is kept of an answer. Hex. */
export interface StoredAnswer extends Argon2Cost {
  readonly salt: string;
  readonly hash: string;
}

export interface AnswersEvaluation {
  readonly allRight: boolean;
  /** HMAC over the argon2id outputs, hex: the same for the same answers to the same questions. */
  readonly fingerprint: string;
}

/**
 * Secret answers: NFC as typed (case and spaces count), HMAC with the vault's pepper, argon2id with a salt of its own.
 * All answers of a set are always computed, and there is one verdict for the set.
 */
export class AnswerHasher {
  readonly #vault: Vault;
  readonly #cost: Argon2Cost;
  readonly #semaphore: Semaphore;

  constructor(vault: Vault, config: Pick<AuthorityConfig, 'argon2' | 'argon2Concurrency' | 'argon2Queue'>) {
    this.#vault = vault;
    this.#cost = config.argon2;
    this.#semaphore = new Semaphore(config.argon2Concurrency, config.argon2Queue);
  }

  /** @param salt 16 random bytes. */
  async enrol(answer: string, salt: Uint8Array): Promise<StoredAnswer> {
    const hash = await this.#semaphore.run(() => this.#compute(answer, salt, this.#cost));
    return { salt: Buffer.from(salt).toString('hex'), hash: hash.toString('hex'), ...this.#cost };
  }

  /** @throws AppError tooManyRequests before any work. */
  async evaluate(set: ReadonlyArray<{ readonly stored: StoredAnswer; readonly answer: string }>): Promise<AnswersEvaluation> {
    return this.#semaphore.run(async () => {
      let allRight = true;
      const outputs: Buffer[] = [];
      for (const { stored, answer } of set) {
        const output = await this.#compute(answer, Buffer.from(stored.salt, 'hex'), stored);
        outputs.push(output);
        if (!timingSafeEqual(output, Buffer.from(stored.hash, 'hex'))) allRight = false;
      }
      const fingerprint = await this.#vault.mac('attempt-fingerprint', Buffer.concat(outputs));
      return { allRight, fingerprint: Buffer.from(fingerprint).toString('hex') };
    });
  }

  async #compute(answer: string, salt: Uint8Array, cost: Argon2Cost): Promise<Buffer> {
    const peppered = await this.#vault.mac('answer-pepper', Buffer.from(answer.normalize('NFC'), 'utf8'));
    // argon2id (RFC 9106) is the library's default algorithm, 0x13 its default version.
    return hashRaw(peppered, { salt, memoryCost: cost.memoryKib, timeCost: cost.timeCost, parallelism: cost.parallelism, outputLen: 32 });
  }
}
