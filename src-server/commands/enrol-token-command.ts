import { readPrivateFile } from '../enrolment/private-file.ts';
import { readQuestionsFile } from '../enrolment/questions-file.ts';
import { readEnrolment, readKeyEnrolment, type EnrolledPerson, type Fault, type RawEnrolment, type ReadEnrolment } from '../enrolment/token-enrolment.ts';
import { enrolToken, replaceTokenKey, type EnrolmentDeps, type EnrolmentOutcome } from '../use-cases/enrol-token.ts';
import { findOpenOffice } from '../use-cases/offices/find-open-office.ts';
import { readOptions } from './read-options.ts';
import { UsageError } from './usage-error.ts';
import { isDatabaseBusy } from '../db/database-errors.ts';
import { BUSY, withStores, type CommandContext } from './with-stores.ts';

const KEY_FILE_MAX = 1_024;
const QUESTIONS_FILE_MAX = 65_536;
const OPTIONS = {
  profile: 'string',
  serial: 'string',
  'admin-key-file': 'string',
  'key-version': 'string',
  kcv: 'string',
  holder: 'string',
  entity: 'string',
  product: 'string',
  email: 'string',
  office: 'string',
  'questions-file': 'string',
  'replace-key': 'boolean',
} as const;

const DONE = { enrolled: 'enrolled', unchanged: 'unchanged, as it was enrolled before', keyReplaced: 'key replaced' } as const;

/** `enroll-token`: exit code 0 when the token is enrolled with this data, 1 when it was refused. @throws UsageError */
export async function runEnrolToken(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readOptions(args, OPTIONS);
  if (positionals.length > 0) throw new UsageError('enroll-token takes options alone; see --help');
  const { 'admin-key-file': keyFile, 'questions-file': questionsFile, 'key-version': key_version, 'replace-key': replaceKey = false, office, ...texts } = values;
  for (const name of ['profile', 'serial'] as const) if (values[name] === undefined) throw new UsageError(`enroll-token needs --${name}`);
  if ((keyFile === undefined) === (key_version === undefined)) throw new UsageError('enroll-token needs --admin-key-file or --key-version, one of them');
  if (replaceKey && office !== undefined) throw new UsageError('enroll-token --replace-key leaves a token at its office: without --office');
  if (!replaceKey && questionsFile === undefined) throw new UsageError('enroll-token needs --questions-file');

  const secrets: Uint8Array[] = [];
  try {
    const questions = questionsFile === undefined ? null : readQuestions(questionsFile, secrets, context);
    const adminKey = keyFile === undefined ? null : { content: readKeyFile(keyFile, secrets), raw: true };
    const raw = { texts: { ...definedOf(texts), ...(key_version === undefined ? {} : { key_version }) }, adminKey, questions: questions ?? [] };
    const outcome = await withStores(context, (deps) => (replaceKey ? replace(deps, raw, questions !== null) : enrol(deps, raw, office ?? null))).catch((cause: unknown) => {
      throw isDatabaseBusy(cause) ? new Error(BUSY, { cause }) : cause;
    });
    return tell(outcome, context);
  } finally {
    for (const secret of secrets) secret.fill(0);
  }
}

async function enrol(deps: EnrolmentDeps, raw: RawEnrolment, said: string | null): Promise<EnrolmentOutcome> {
  return judged(readEnrolment(raw), async (enrolment) => {
    const office = said === null ? null : await findOpenOffice(deps.db, said);
    if (office !== null && office.fault !== null) return { status: 'refused', faults: [{ column: 'office', reason: office.fault }] };
    return enrolToken(deps, enrolment, { dryRun: false, officeId: office?.id ?? null });
  });
}

/** With what was said about the holder compared, and what was not said left alone. */
async function replace(deps: EnrolmentDeps, raw: RawEnrolment, withQuestions: boolean): Promise<EnrolmentOutcome> {
  const { holder, entity, product, email } = raw.texts;
  const said = Object.entries({ holder, entity, product, email }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value.trim().normalize('NFC')]]));
  const questions = raw.questions.map(({ question, answer }) => ({ text: question.trim().normalize('NFC'), answer: answer.normalize('NFC') }));
  const person: Partial<EnrolledPerson> = { ...(Object.fromEntries(said) as Partial<EnrolledPerson>), ...(withQuestions ? { questions } : {}) };
  return judged(readKeyEnrolment(raw), (change) => replaceTokenKey(deps, change, person));
}

/** Runs the deed on what was read, and overwrites its key after it. */
async function judged<T extends { readonly key: { readonly source: 'master' } | { readonly source: 'imported'; readonly bytes: Uint8Array } }>(
  read: ReadEnrolment<T>,
  deed: (enrolment: T) => Promise<EnrolmentOutcome>,
): Promise<EnrolmentOutcome> {
  if (!read.ok) return { status: 'refused', faults: read.faults };
  try {
    return await deed(read.enrolment);
  } finally {
    if (read.enrolment.key.source === 'imported') read.enrolment.key.bytes.fill(0);
  }
}

function tell(outcome: EnrolmentOutcome, { print, warn }: CommandContext): number {
  if (outcome.status === 'refused') {
    for (const fault of outcome.faults) warn(`refused: ${optionOf(fault)} ${fault.reason}`);
    return 1;
  }
  print(`${DONE[outcome.status]}: key version ${outcome.keyVersion}, key check value ${outcome.checkValue}`);
  return 0;
}

/** The fault's column in the words of the command line. */
function optionOf({ column }: Fault): string {
  const numbered = /^(question|answer)(\d+)$/u.exec(column);
  if (numbered !== null) return `--questions-file: ${numbered[1]} ${numbered[2]}`;
  return column === 'admin_key' ? '--admin-key-file' : `--${column.replaceAll('_', '-')}`;
}

function readKeyFile(path: string, secrets: Uint8Array[]): Uint8Array {
  const { content, open } = readPrivateFile(path, KEY_FILE_MAX);
  secrets.push(content);
  if (open) throw new UsageError(`${path} can be read or written by others: chmod 600 it, and take its key for seen`);
  return content;
}

function readQuestions(path: string, secrets: Uint8Array[], { warn }: CommandContext): RawEnrolment['questions'] {
  const { content, open } = readPrivateFile(path, QUESTIONS_FILE_MAX);
  secrets.push(content);
  if (open) warn(`warning: ${path} holds answers and can be read by others`);
  return readQuestionsFile(path, content);
}

function definedOf(texts: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
