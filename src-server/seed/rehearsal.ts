import { makeConfig, type AuthorityConfig } from '../config.ts';
import { openAuthority } from '../open-authority.ts';
import { countIssued } from '../repositories/issued-certificates.ts';
import { initAuthority } from '../use-cases/certificates/init-authority.ts';
import type { AdminKeySet } from '../vault/vault.ts';
import { tokenAuthority, type TokenAuthority } from './card-authority.ts';
import { adminKeysFor, registerCertificates } from './personalisation.ts';
import { REHEARSAL_PEOPLE, type RehearsalPerson } from './rehearsal-people.ts';
import { seedDemo } from './seed-demo.ts';
import { seedOperator, type RehearsalOperator } from './seed-operator.ts';

/** `profile` tells which: `adminKeys` of an IAS-ECC token, `adminKey` of a GIDS one. */
export type RehearsedPerson = AdminKeySet & {
  readonly serial: string;
  readonly holder: string;
  readonly entity: string;
  readonly product: string;
  /** In the order in which the authority asks its questions. */
  readonly answers: readonly string[];
  readonly keyVersion: number;
};

/** Where the authority's database and keys are, as its own settings say it; tests hash at a lower cost. */
type RehearsalSettings = Pick<AuthorityConfig, 'dataDir'> & Partial<Pick<AuthorityConfig, 'databaseUrl' | 'vaultFile' | 'vaultPassphrase' | 'vaultPassphraseFile' | 'pkcs11' | 'argon2'>>;

export interface Rehearsal {
  readonly people: readonly RehearsedPerson[];
  /** Judges the requests of the office. */
  readonly operator: RehearsalOperator;
  /** What certifies the keys of this token while it is made. @throws RangeError for a serial of nobody */
  cardAuthority(serial: string): Promise<TokenAuthority>;
  /** Whether this authority issued all of these certificates. @param sha256s of the DER, 64 lower-case hex digits each. */
  issuedHere(sha256s: readonly string[]): Promise<boolean>;
  /** @param sha256s of the DER certificates on the token, 64 lower-case hex digits each. */
  registerCertificates(serial: string, sha256s: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Prepares an authority's data directory for a rehearsal: its certificate authority, an office with an operator, dossiers with known
 * answers, and the admin keys with which to personalise a virtual card for each. May run before the authority starts, or beside it. Idempotent.
 * @param input.answers by serial, in question order: in place of the published ones.
 */
export async function seedRehearsal(
  input: RehearsalSettings & { readonly people?: readonly RehearsalPerson[]; readonly answers?: Readonly<Record<string, readonly string[]>> },
): Promise<Rehearsal> {
  const { people: chosen = REHEARSAL_PEOPLE, answers, ...settings } = input;
  const authority = await openAuthority(makeConfig(settings));
  const { deps } = authority;
  try {
    const people = chosen.map((person) => withAnswers(person, answers?.[person.serial]));
    await seedDemo(deps, people);
    const operator = await seedOperator(deps);
    await initAuthority(deps);
    const rehearsed: RehearsedPerson[] = [];
    for (const { serial, holder, entity, product, questions } of people) {
      rehearsed.push({ serial, holder, entity, product, answers: questions.map(({ answer }) => answer), ...(await adminKeysFor(deps, serial)) });
    }
    return {
      people: rehearsed,
      operator,
      cardAuthority: (serial) => {
        const person = people.find((one) => one.serial === serial);
        if (person === undefined) throw new RangeError('nobody of the rehearsal has that token');
        return tokenAuthority(deps, person, operator.officeId);
      },
      issuedHere: async (sha256s) => sha256s.length > 0 && (await countIssued(deps.db, sha256s)) === sha256s.length,
      registerCertificates: (serial, sha256s) => registerCertificates(deps, serial, sha256s),
      close: () => authority.close(),
    };
  } catch (cause) {
    await authority.close();
    throw cause;
  }
}

function withAnswers(person: RehearsalPerson, answers: readonly string[] | undefined): RehearsalPerson {
  if (answers === undefined) return person;
  if (answers.length !== person.questions.length) throw new Error(`${person.serial} has ${person.questions.length} questions`);
  return { ...person, questions: person.questions.map(({ text }, i) => ({ text, answer: answers[i] ?? '' })) };
}
