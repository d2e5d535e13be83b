import type { Kysely } from 'kysely';
import type { Catalogue } from './catalogue/catalogue.ts';
import type { Drivers } from './catalogue/drivers.ts';
import type { SentEvents } from '../src-shared/http/route-shape.ts';
import type { Actor } from './access/actor.ts';
import type { AuthorityConfig } from './config.ts';
import type { Database } from './db/schema.ts';
import type { Failpoint } from './failpoint.ts';
import type { AnswerHasher } from './hashing/answer-hasher.ts';
import type { PasswordHasher } from './hashing/password-hasher.ts';
import type { Terms } from './terms/terms.ts';
import type { Vault } from './vault/vault.ts';
import type { CertificateTrust } from './web-eid/certificate-trust.ts';

/** The authority's only source of time: milliseconds since the epoch. */
export interface Clock {
  now(): number;
  /** Resolves after so many milliseconds. */
  sleep(ms: number): Promise<void>;
}

export interface Random {
  bytes(size: number): Uint8Array;
  uuid(): string;
}

/** Structured log. Callers name each field they write: nothing is logged by spreading a request, a row or an error. */
export interface Log {
  info(fields: Readonly<Record<string, string | number | boolean | null>>, message: string): void;
  warn(fields: Readonly<Record<string, string | number | boolean | null>>, message: string): void;
  error(fields: Readonly<Record<string, string | number | boolean | null>>, message: string): void;
}

/** Whoever empties the outbox. `kick` returns at once; `flush` resolves when everything due was tried. */
export interface MailDispatch {
  kick(): void;
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Whoever tells of changes as they come. */
export interface ChangeNews {
  /** How many listen now. */
  readonly size: number;
  streamOf(actor: Actor): Promise<SentEvents>;
  /** Looks at sessions and changes now; it does so by itself every two seconds. */
  tick(): Promise<void>;
}

/** Everything a use-case may reach. Built in one place (`open-authority.ts`), passed as a value, never global. */
export interface Deps {
  readonly db: Kysely<Database>;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly random: Random;
  readonly answers: AnswerHasher;
  readonly passwords: PasswordHasher;
  readonly mail: MailDispatch;
  readonly config: AuthorityConfig;
  readonly log: Log;
  readonly failpoint: Failpoint;
  readonly terms: Terms;
  readonly catalogue: Catalogue;
  readonly drivers: Drivers;
  readonly trust: CertificateTrust;
  /** Who listens for changes of their account. */
  readonly changes: ChangeNews;
  /** What the hasher of secrets is doing: how many at once, how many more wait. */
  readonly hashing: () => { readonly running: number; readonly waiting: number };
  /** draining: stops soon, serves as before; refusing: takes nothing new. */
  readonly phase: () => 'serving' | 'draining' | 'refusing';
  /** Origin of the pages in mails: the configured one, or the address the authority listens on. */
  readonly publicUrl: () => string;
}
