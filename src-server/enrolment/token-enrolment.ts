import { z } from 'zod';
import { UNBLOCK_PROFILES, type UnblockProfile } from '../../src-shared/http/unblock.ts';
import { readAdminKey } from './admin-key.ts';
import { faultOfAnswer, faultOfText } from './text-rules.ts';

/** What is wrong with one value. `column`: as a sheet names it. `reason` never repeats the value. */
export interface Fault {
  readonly column: string;
  readonly reason: string;
}

export type EnrolmentKey =
  | { readonly source: 'master'; readonly version: number }
  /** The caller overwrites `bytes` when done. */
  | { readonly source: 'imported'; readonly bytes: Uint8Array };

export interface EnrolledPerson {
  readonly holder: string;
  readonly entity: string;
  readonly product: string;
  readonly email: string;
  readonly questions: ReadonlyArray<{ readonly text: string; readonly answer: string }>;
}

/** The key of one token: all that a replacement needs. */
export interface KeyEnrolment {
  readonly serial: string;
  readonly profile: UnblockProfile;
  readonly key: EnrolmentKey;
  /** Key check value to compare with, upper-case hex. */
  readonly checkValue: string | null;
}

/** One token to enrol. */
export interface TokenEnrolment extends KeyEnrolment {
  readonly person: EnrolledPerson;
}

const LIMITS = { holder: 100, entity: 120, product: 120, question: 200 } as const;
export const QUESTIONS_MAX = 8;
export const TEXT_COLUMNS = ['profile', 'serial', 'key_version', 'kcv', 'holder', 'entity', 'product', 'email'] as const;
type TextColumn = (typeof TEXT_COLUMNS)[number];
const SERIAL_BYTES: Readonly<Record<UnblockProfile, number>> = { 'ias-ecc': 8, gids: 16 };

/** What was handed in, before it is judged. Empty text is text left out. */
export interface RawEnrolment {
  readonly texts: Readonly<Partial<Record<TextColumn, string>>>;
  readonly adminKey: { readonly content: Uint8Array; readonly raw: boolean } | null;
  readonly questions: ReadonlyArray<{ readonly question: string; readonly answer: string }>;
}

export type ReadEnrolment<T> = { readonly ok: true; readonly enrolment: T } | { readonly ok: false; readonly faults: readonly Fault[] };

/** Judges everything, so that all faults of a token are told at once. */
export function readEnrolment(raw: RawEnrolment): ReadEnrolment<TokenEnrolment> {
  const faults: Fault[] = [];
  const key = judgeKey(raw, faults);
  const person = { ...judgePerson(raw.texts, faults), questions: judgeQuestions(raw.questions, faults) };
  if (key !== null && faults.length === 0) return { ok: true, enrolment: { ...key, person } };
  if (key?.key.source === 'imported') key.key.bytes.fill(0);
  return { ok: false, faults };
}

/** The same for a new key of a token that is enrolled already. */
export function readKeyEnrolment(raw: Pick<RawEnrolment, 'texts' | 'adminKey'>): ReadEnrolment<KeyEnrolment> {
  const faults: Fault[] = [];
  const key = judgeKey(raw, faults);
  return key === null ? { ok: false, faults } : { ok: true, enrolment: key };
}

/** Null when something is wrong with it; a key read by then is overwritten. */
function judgeKey({ texts, adminKey }: Pick<RawEnrolment, 'texts' | 'adminKey'>, faults: Fault[]): KeyEnrolment | null {
  const profile = UNBLOCK_PROFILES.find((one) => one === texts.profile?.trim().toLowerCase());
  if (profile === undefined) {
    faults.push({ column: 'profile', reason: `must be ${UNBLOCK_PROFILES.join(' or ')}` });
    return null;
  }
  const before = faults.length;
  // As it is printed on the token or shown by a program: in groups, with colons, in lower case.
  const serial = (texts.serial ?? '').replaceAll(/[\s:-]/gu, '').toUpperCase();
  if (!/^[0-9A-F]+$/u.test(serial) || serial.length !== SERIAL_BYTES[profile] * 2) {
    faults.push({ column: 'serial', reason: `must have ${SERIAL_BYTES[profile] * 2} hex digits for ${profile}` });
  }
  const checkValue = judgeCheckValue(texts.kcv ?? '', profile, faults);
  const key = judgeKeySource(texts.key_version?.trim() ?? '', adminKey, profile, faults);
  if (key !== null && faults.length === before) return { serial, profile, key, checkValue };
  if (key?.source === 'imported') key.bytes.fill(0);
  return null;
}

function judgeCheckValue(text: string, profile: UnblockProfile, faults: Fault[]): string | null {
  const value = text.replaceAll(/\s/gu, '').toUpperCase();
  if (value === '') return null;
  // 3 bytes for each 3DES key.
  const digits = profile === 'gids' ? 6 : 12;
  if (/^[0-9A-F]+$/u.test(value) && value.length === digits) return value;
  faults.push({ column: 'kcv', reason: `must have ${digits} hex digits for ${profile}${profile === 'gids' ? '' : ' (ENC, then MAC)'}` });
  return null;
}

function judgeKeySource(version: string, adminKey: RawEnrolment['adminKey'], profile: UnblockProfile, faults: Fault[]): EnrolmentKey | null {
  if ((version === '') === (adminKey === null)) {
    faults.push({ column: 'admin_key', reason: version === '' ? 'is missing, and so is key_version' : 'and key_version exclude each other' });
    return null;
  }
  if (adminKey === null) {
    if (/^[1-9]\d{0,2}$/u.test(version) && Number(version) <= 255) return { source: 'master', version: Number(version) };
    faults.push({ column: 'key_version', reason: 'must be 1 to 255' });
    return null;
  }
  const read = readAdminKey(adminKey.content, profile, adminKey.raw);
  if (read.ok) return { source: 'imported', bytes: read.key };
  faults.push({ column: 'admin_key', reason: read.reason });
  return null;
}

function judgePerson(texts: RawEnrolment['texts'], faults: Fault[]): Omit<EnrolledPerson, 'questions'> {
  const text = (column: 'holder' | 'entity' | 'product'): string => {
    const value = (texts[column] ?? '').trim().normalize('NFC');
    const reason = faultOfText(value, LIMITS[column]);
    if (reason !== null) faults.push({ column, reason });
    return value;
  };
  const person = { holder: text('holder'), entity: text('entity'), product: text('product'), email: (texts.email ?? '').trim() };
  if (person.email.length > 254 || !z.email().safeParse(person.email).success) faults.push({ column: 'email', reason: 'must be an address, name@example.org' });
  return person;
}

function judgeQuestions(questions: RawEnrolment['questions'], faults: Fault[]): EnrolledPerson['questions'] {
  if (questions.length === 0) faults.push({ column: 'question1', reason: 'is empty' });
  if (questions.length > QUESTIONS_MAX) faults.push({ column: `question${QUESTIONS_MAX + 1}`, reason: `is one too many: at most ${QUESTIONS_MAX}` });
  const asked = new Set<string>();
  return questions.slice(0, QUESTIONS_MAX).map(({ question, answer }, i) => {
    const text = question.trim().normalize('NFC');
    const reason = faultOfText(text, LIMITS.question) ?? (asked.has(text) ? 'is asked twice' : null);
    if (reason !== null) faults.push({ column: `question${i + 1}`, reason });
    asked.add(text);
    const composed = answer.normalize('NFC');
    const answerReason = faultOfAnswer(composed);
    if (answerReason !== null) faults.push({ column: `answer${i + 1}`, reason: answerReason });
    return { text, answer: composed };
  });
}
