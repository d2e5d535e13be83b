import { hashRaw } from '@node-rs/argon2';
import type { Argon2Cost, AuthorityConfig } from '../config.ts';
import type { MacPurpose, Vault } from '../vault/vault.ts';
import { Semaphore } from './semaphore.ts';

/** What is kept of a secret that a person knows. Hex. */
export interface StoredHash extends Argon2Cost {
  readonly salt: string;
  readonly hash: string;
}

/**
 * argon2id (RFC 9106) over an HMAC with the vault's pepper: a copy of the database alone is no use to guess with. One for the
 * whole process, so that memory is bounded whatever is hashed.
 */
export class SlowHash {
  readonly cost: Argon2Cost;
  readonly #vault: Vault;
  readonly #semaphore: Semaphore;

  constructor(vault: Vault, config: Pick<AuthorityConfig, 'argon2' | 'argon2Concurrency' | 'argon2Queue'>) {
    this.#vault = vault;
    this.cost = config.argon2;
    this.#semaphore = new Semaphore(config.argon2Concurrency, config.argon2Queue);
  }

  /**
   * Runs `work` when there is room; `compute` is for inside of it.
   * @throws AppError tooManyRequests before any work.
   */
  run<T>(work: () => Promise<T>): Promise<T> {
    return this.#semaphore.run(work);
  }

  get load(): Semaphore['load'] {
    return this.#semaphore.load;
  }

  /** NFC as typed (case and spaces count). @param salt 16 bytes. Resolves to 32 bytes. */
  async compute(pepper: MacPurpose, secret: string, salt: Uint8Array, cost: Argon2Cost): Promise<Buffer> {
    const peppered = await this.#vault.mac(pepper, Buffer.from(secret.normalize('NFC'), 'utf8'));
    // argon2id is the library's default algorithm, 0x13 its default version.
    return hashRaw(peppered, { salt, memoryCost: cost.memoryKib, timeCost: cost.timeCost, parallelism: cost.parallelism, outputLen: 32 });
  }

  /** What is to be kept of a new secret. @param salt 16 random bytes. */
  async enrol(pepper: MacPurpose, secret: string, salt: Uint8Array): Promise<StoredHash> {
    const hash = await this.run(() => this.compute(pepper, secret, salt, this.cost));
    return { salt: Buffer.from(salt).toString('hex'), hash: hash.toString('hex'), ...this.cost };
  }
}
