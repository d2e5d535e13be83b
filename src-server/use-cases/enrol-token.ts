import { ANSWER_TRIES_MAX } from '../../src-shared/domain/unblock-state.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { enrolQuestions, questionsMatch } from '../hashing/enrol-questions.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { EnrolledPerson, Fault, KeyEnrolment, TokenEnrolment } from '../enrolment/token-enrolment.ts';
import type { Stores } from '../open-stores.ts';
import { cardKeyOf, getAdminKey, insertAdminKey, moveToNextKey } from '../repositories/admin-keys.ts';
import { findDossierBySerial, insertDossier, listQuestions } from '../repositories/dossiers.ts';
import { findOffice } from '../repositories/offices.ts';
import type { AdminKey, Dossier } from '../repositories/queryable.ts';
import type { CardKey } from '../vault/vault.ts';

const NOT_AS_ENROLLED = 'is not what this token is enrolled with';

export type EnrolmentOutcome =
  | { readonly status: 'enrolled' | 'unchanged' | 'keyReplaced'; readonly keyVersion: number; readonly checkValue: string }
  | { readonly status: 'refused'; readonly faults: readonly Fault[] };

/** What an enrolment works on; a running authority's deps are that too. */
export type EnrolmentDeps = Pick<Stores, 'db' | 'vault' | 'clock' | 'random' | 'answers' | 'failpoint'>;

/**
 * Enrols a token: its dossier, its key and its questions, with one audit row, all or nothing. A token that is enrolled with
 * exactly this data is `unchanged`; with any other it is refused, so that nothing of a holder changes by a second import.
 * @param mode.dryRun everything is judged, nothing is written. @param mode.officeId the office whose operators see it; null: those of any.
 * @throws AppError vaultUnavailable, when a key enrolled earlier does not open.
 */
export async function enrolToken(deps: EnrolmentDeps, enrolment: TokenEnrolment, mode: { readonly dryRun: boolean; readonly officeId: string | null }): Promise<EnrolmentOutcome> {
  const { db, random, failpoint } = deps;
  const { serial, profile, person } = enrolment;
  const known = await findDossierBySerial(db, serial);
  const candidate = await makeKey(deps, enrolment, known === null ? { number: 1, version: 1 } : await nextKey(deps, known));
  if ('faults' in candidate) return candidate;
  const { officeId } = mode;
  const office = officeId === null ? null : await findOffice(db, officeId);
  if (officeId !== null && (office === null || office.closed_at !== null)) return refused('office', 'is not an office that is open');
  if (known !== null) return compare(deps, known, enrolment, candidate, officeId);
  const { row, checkValue } = candidate;
  const enrolled = { status: 'enrolled', keyVersion: row.version, checkValue } as const;
  if (mode.dryRun) return enrolled;

  const id = random.uuid();
  const questions = await enrolQuestions(deps, id, person.questions);
  failpoint('enrolToken.hashed');
  const stored = await db.transaction().execute(async (trx) => {
    if ((await findDossierBySerial(trx, serial)) !== null) return false;
    const now = deps.clock.now();
    const { holder, entity, product, email } = person;
    const dossier = { id, serial, profile, holder, entity, product, email, key_number: 1, tries_left: ANSWER_TRIES_MAX, locked_at: null, created_at: now, office_id: officeId };
    await insertDossier(trx, dossier, { ...row, dossier_id: id, created_at: now }, questions);
    failpoint('enrolToken.dossierStored');
    const details = { profile, keySource: row.source, keyVersion: row.version, questions: questions.length, ...(officeId === null ? {} : { office: officeId }) };
    await appendAudit(trx, { at: now, event: 'token.enrolled', subject: serial, details });
    failpoint('enrolToken.audited');
    return true;
  });
  // Somebody else enrolled it meanwhile: it is judged against that.
  if (!stored) return enrolToken(deps, enrolment, mode);
  failpoint('enrolToken.committed');
  return enrolled;
}

/**
 * Gives an enrolled token another key, after its card was given it. Sessions under way go on with the key they began with.
 * @param person what else the operator said about the token, to be compared and not changed.
 */
export async function replaceTokenKey(deps: EnrolmentDeps, change: KeyEnrolment, person: Partial<EnrolledPerson>): Promise<EnrolmentOutcome> {
  const { db, failpoint } = deps;
  const { serial, profile } = change;
  const known = await findDossierBySerial(db, serial);
  if (known === null) return refused('serial', 'is not enrolled, so there is no key to replace');
  const candidate = await makeKey(deps, change, await nextKey(deps, known));
  if ('faults' in candidate) return candidate;
  const other = await differences(deps, known, profile, person);
  if (other.length > 0) return { status: 'refused', faults: other };
  const { row, checkValue } = candidate;
  if (await isSameKey(deps, known, candidate.card)) return { status: 'unchanged', keyVersion: await versionOf(deps, known), checkValue };

  const stored = await db.transaction().execute(async (trx) => {
    const now = deps.clock.now();
    if (!(await moveToNextKey(trx, known.id, known.key_number))) return false;
    failpoint('replaceKey.moved');
    await insertAdminKey(trx, { ...row, dossier_id: known.id, created_at: now });
    failpoint('replaceKey.keyStored');
    await appendAudit(trx, { at: now, event: 'token.keyReplaced', subject: serial, details: { profile, keySource: row.source, keyVersion: row.version } });
    return true;
  });
  if (!stored) return replaceTokenKey(deps, change, person);
  failpoint('replaceKey.committed');
  return { status: 'keyReplaced', keyVersion: row.version, checkValue };
}

interface Candidate {
  readonly card: CardKey;
  readonly row: Omit<AdminKey, 'dossier_id' | 'created_at'>;
  readonly checkValue: string;
}

/** The key as it would be stored, sealed if it was imported, its check value compared with the operator's. */
async function makeKey(
  deps: EnrolmentDeps,
  { serial, profile, key, checkValue: expected }: KeyEnrolment,
  next: { readonly number: number; readonly version: number },
): Promise<Candidate | Extract<EnrolmentOutcome, { status: 'refused' }>> {
  const { number } = next;
  const origin = key.source === 'master' ? key : await deps.vault.sealAdminKey({ serial, profile, number, key: key.bytes });
  const card: CardKey = { serial, profile, origin };
  let checkValue: string;
  try {
    checkValue = await deps.vault.adminKeyCheckValue(card);
  } catch (cause) {
    if (key.source !== 'master' || !(cause instanceof AppError)) throw cause;
    return refused('key_version', 'is not a version of a master key in this vault');
  }
  if (expected !== null && expected !== checkValue) return refused('kcv', 'is not the key check value of this key');
  const version = key.source === 'master' ? key.version : next.version;
  const sealed = origin.source === 'imported' ? origin.sealed : null;
  return { card, checkValue, row: { number, source: key.source, version, sealed, check_value: checkValue } };
}

async function nextKey(deps: EnrolmentDeps, known: Dossier): Promise<{ readonly number: number; readonly version: number }> {
  return { number: known.key_number + 1, version: (await versionOf(deps, known)) + 1 };
}

async function versionOf({ db }: EnrolmentDeps, known: Dossier): Promise<number> {
  return (await getAdminKey(db, known.id, known.key_number)).version;
}

async function isSameKey({ db, vault }: EnrolmentDeps, known: Dossier, card: CardKey): Promise<boolean> {
  const current = cardKeyOf(known, await getAdminKey(db, known.id, known.key_number));
  return known.profile === card.profile && current.origin.source === card.origin.source && vault.sameAdminKey(current, card);
}

/** @param officeId null: nothing was said of an office, and it stays where it is. */
async function compare(deps: EnrolmentDeps, known: Dossier, enrolment: TokenEnrolment, candidate: Candidate, officeId: string | null): Promise<EnrolmentOutcome> {
  const faults = await differences(deps, known, enrolment.profile, enrolment.person);
  if (officeId !== null && officeId !== known.office_id) faults.push({ column: 'office', reason: NOT_AS_ENROLLED });
  if (!(await isSameKey(deps, known, candidate.card))) {
    const column = enrolment.key.source === 'master' ? 'key_version' : 'admin_key';
    faults.push({ column, reason: 'is another key than the one enrolled; enroll-token --replace-key replaces it' });
  }
  if (faults.length > 0) return { status: 'refused', faults };
  return { status: 'unchanged', keyVersion: await versionOf(deps, known), checkValue: candidate.checkValue };
}

/** What of this is not as it is enrolled. Which of several answers differs is not told. */
async function differences(deps: EnrolmentDeps, known: Dossier, profile: string, person: Partial<EnrolledPerson>): Promise<Fault[]> {
  const reason = NOT_AS_ENROLLED;
  const { questions, ...texts } = person;
  const said = Object.entries({ profile, ...texts }) as ReadonlyArray<['profile' | 'holder' | 'entity' | 'product' | 'email', string]>;
  const faults: Fault[] = said.filter(([column, value]) => known[column] !== value).map(([column]) => ({ column, reason }));
  if (questions !== undefined && !(await questionsMatch(deps.answers, await listQuestions(deps.db, known.id), questions))) {
    faults.push({ column: 'question1', reason: 'and those after it are not the questions and answers this token is enrolled with' });
  }
  return faults;
}

function refused(column: string, reason: string): Extract<EnrolmentOutcome, { status: 'refused' }> {
  return { status: 'refused', faults: [{ column, reason }] };
}
