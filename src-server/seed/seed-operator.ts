import { appendAudit } from '../audit/append-audit.ts';
import { noteChange } from '../changes/note-change.ts';
import type { Deps } from '../deps.ts';
import { emailKey } from '../domain/email-key.ts';
import { findAccountByEmail, insertAccount } from '../repositories/accounts.ts';
import { listOffices } from '../repositories/offices.ts';

export interface RehearsalOperator {
  readonly email: string;
  readonly password: string;
  /** The office whose requests the operator judges. */
  readonly officeId: string;
}

/** Public like the answers: it opens a rehearsal and nothing else. */
const OPERATOR = { firstName: 'Inès', lastName: 'Caron', email: 'ines.caron@clavis.example', password: 'Halle-verte-du-matin-52' } as const;

/** An operator of the rehearsal's office, who can sign in at once. Only rehearsals have one: a real authority's staff is invited. */
export async function seedOperator({ db, clock, random, passwords, terms }: Pick<Deps, 'db' | 'clock' | 'random' | 'passwords' | 'terms'>): Promise<RehearsalOperator> {
  const { email, password, firstName, lastName } = OPERATOR;
  const [office] = await listOffices(db);
  if (office === undefined) throw new Error('a rehearsal has an office');
  const known = await findAccountByEmail(db, emailKey(email));
  if (known !== null) return { email, password, officeId: known.office_id ?? office.id };
  const id = random.uuid();
  const enrolled = await passwords.enrol(password, random.bytes(16));
  await db.transaction().execute(async (trx) => {
    // Another process on the same database may have been faster.
    if ((await findAccountByEmail(trx, emailKey(email))) !== null) return;
    const now = clock.now();
    await insertAccount(trx, {
      id,
      email,
      email_key: emailKey(email),
      first_name: firstName,
      last_name: lastName,
      language: 'fr',
      role: 'operator',
      office_id: office.id,
      password: enrolled,
      terms_version: terms.current.version,
      confirmed_at: now,
      disabled_at: null,
      created_at: now,
    });
    await noteChange(trx, { accountId: id, kind: 'account', id, at: now });
    await appendAudit(trx, { at: now, event: 'staff.invited', subject: id, details: { role: 'operator', office: office.id, by: 'seed' } });
  });
  return { email, password, officeId: office.id };
}
