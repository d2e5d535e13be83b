import { createHash, randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CardStateFile } from '../src-simulator/card-state-file.ts';
import { certificatesOf } from '../src-simulator/certificates-of.ts';
import type { CardState } from '../src-simulator/card-state.ts';
import { personaliseCard } from '../src-simulator/personalise-card.ts';
import { personaliseGidsCard } from '../src-simulator/personalise-gids-card.ts';
import { readConfig } from '../src-server/config.ts';
import { openDatabase } from '../src-server/db/open-database.ts';
import { REHEARSAL_PEOPLE } from '../src-server/seed/rehearsal-people.ts';
import { seedRehearsal, type Rehearsal, type RehearsedPerson } from '../src-server/seed/rehearsal.ts';
import type { RehearsalOperator } from '../src-server/seed/seed-operator.ts';

export interface RehearsalOptions {
  /** Folder of everything that one rehearsal keeps: the authority's data and the virtual card. */
  readonly dataDir: string;
  /** File of the virtual card; default: in `dataDir`. */
  readonly cardPath?: string;
  /** Settings of the authority (`node src-server/main.ts --help`): database and keys are where it will look for them. Default: this process's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Begin anew: an authority that remembers nothing (no locked dossier, no session), a card personalised again and blocked. */
  readonly fresh: boolean;
  /** Whose token sits in the reader: index into the people of the rehearsal; 0 and 1 hold an IAS-ECC token, 2 a GIDS one. */
  readonly tokenOf?: number;
  /** PIN of a card made now, which is then not blocked; without it the PIN is nobody's and blocked. */
  readonly pin?: Uint8Array;
  /** Answers in place of the published ones, for everyone. */
  readonly answers?: readonly string[];
  /** Told what a person may want to know. */
  readonly say?: (line: string) => void;
}

export interface PreparedRehearsal {
  readonly authorityDataDir: string;
  /** PostgreSQL; null: a file in that folder. */
  readonly databaseUrl: string | null;
  readonly cardPath: string;
  readonly person: RehearsedPerson;
  readonly people: readonly RehearsedPerson[];
  /** Who judges requests, over HTTP. */
  readonly operator: RehearsalOperator;
}

/**
 * Makes the authority and the virtual card know each other, as personalisation would: dossiers and diversified keys on one
 * side, a card with those keys on the other, whose certificates that authority issued. Idempotent unless `fresh`; a card whose
 * certificates are others' (one of an older rehearsal) is made again.
 * @throws Error when it is to begin anew in a PostgreSQL database that knows tokens: nobody's data is thrown away
 */
export async function prepareRehearsal(options: RehearsalOptions): Promise<PreparedRehearsal> {
  const authorityDataDir = join(options.dataDir, 'authority');
  const cardPath = options.cardPath ?? join(options.dataDir, 'virtual-card.json');
  const { answers } = options;
  const config = readConfig({ ...(options.env ?? process.env), CLAVIS_DATA_DIR: authorityDataDir });
  const { databaseUrl, vaultFile, vaultPassphrase, vaultPassphraseFile, pkcs11 } = config;
  if (options.fresh && databaseUrl !== null && (await knowsTokens(databaseUrl))) {
    throw new Error('A rehearsal that begins anew takes a PostgreSQL database that knows no token yet: create another one, and name it in DATABASE_URL');
  }
  if (options.fresh) rmSync(authorityDataDir, { recursive: true, force: true });
  const rehearsal = await seedRehearsal({
    dataDir: authorityDataDir,
    databaseUrl,
    vaultFile,
    vaultPassphrase,
    vaultPassphraseFile,
    pkcs11,
    ...(answers === undefined ? {} : { answers: Object.fromEntries(REHEARSAL_PEOPLE.map(({ serial }) => [serial, answers])) }),
  });
  try {
    const person = rehearsal.people[options.tokenOf ?? 0];
    if (person === undefined) throw new RangeError('nobody of the rehearsal has that number');
    const file = new CardStateFile(cardPath);
    let state = options.fresh ? undefined : file.load();
    if (state !== undefined && !(await rehearsal.issuedHere(digestsOf(state)))) {
      options.say?.('The virtual token of this folder has no certificates of its authority: it is made again, and its PIN is blocked as at first');
      state = undefined;
    }
    if (state === undefined) {
      state = await personalise(person, options.pin, await rehearsal.cardAuthority(person.serial));
      file.save(state);
    }
    await rehearsal.registerCertificates(person.serial, digestsOf(state));
    return { authorityDataDir, databaseUrl, cardPath, person, people: rehearsal.people, operator: rehearsal.operator };
  } finally {
    await rehearsal.close();
  }
}

function digestsOf(state: CardState): readonly string[] {
  return certificatesOf(state).map((der) => createHash('sha256').update(der).digest('hex'));
}

async function knowsTokens(databaseUrl: string): Promise<boolean> {
  const db = await openDatabase(databaseUrl, Date.now());
  try {
    return (await db.selectFrom('dossiers').select('id').limit(1).executeTakeFirst()) !== undefined;
  } finally {
    await db.destroy();
  }
}

/** The card of this person, of the kind that the authority expects. */
function personalise(person: RehearsedPerson, pin: Uint8Array | undefined, authority: Awaited<ReturnType<Rehearsal['cardAuthority']>>): Promise<CardState> {
  const card = {
    serial: person.serial,
    holder: { commonName: person.holder, organisation: person.entity, country: 'FR' },
    label: 'Clavis',
    pin: pin ?? randomDigits(4),
    pinBlocked: pin === undefined,
    keyVersion: person.keyVersion,
    now: new Date(),
    authority,
  };
  if (person.profile === 'gids') return personaliseGidsCard({ ...card, adminKey: person.adminKey });
  return personaliseCard({ ...card, puk: randomDigits(8), admin: person.adminKeys });
}

/** A PIN nobody needs to know: the card is handed over blocked. */
function randomDigits(count: number): Uint8Array {
  return Uint8Array.from({ length: count }, () => 0x30 + randomInt(10));
}
