import { AppError } from '../../src-shared/errors/app-error.ts';
import { readPrivateFile } from '../enrolment/private-file.ts';
import { readTokenSheet, type SheetLine } from '../enrolment/token-sheet.ts';
import { readEnrolment, type Fault } from '../enrolment/token-enrolment.ts';
import { enrolToken, type EnrolmentDeps } from '../use-cases/enrol-token.ts';
import { findOpenOffice } from '../use-cases/offices/find-open-office.ts';
import { readOptions } from './read-options.ts';
import { UsageError } from './usage-error.ts';
import { isDatabaseBusy } from '../db/database-errors.ts';
import { BUSY, withStores, type CommandContext } from './with-stores.ts';

const SHEET_MAX = 8 * 1024 * 1024;

/** The report of an import; what `--json` prints. */
interface ImportReport {
  readonly dryRun: boolean;
  /** Lines whose token is now, or was already, enrolled with their data. */
  accepted: number;
  enrolled: number;
  unchanged: number;
  /** Lines refused; each has one entry or more in `faults`. */
  refused: number;
  /** Line from which nothing was read, after a failure that concerns every line; null: the whole file was read. */
  stoppedAt: number | null;
  /** `column`: empty for the line as a whole. Never a value of the file. */
  readonly faults: Array<{ readonly line: number } & Fault>;
}

/**
 * `import-tokens FILE [--dry-run] [--json]`: each line all or nothing, so that the file can be corrected and imported again.
 * Exit code 0 when every line was accepted, 1 when not. @throws UsageError when the file is none of ours, or names an office that is not open.
 */
export async function runImportTokens(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readOptions(args, { 'dry-run': 'boolean', json: 'boolean' });
  const file = positionals[0];
  if (file === undefined || positionals.length > 1) throw new UsageError('import-tokens takes one FILE');
  const { content, open } = readPrivateFile(file, SHEET_MAX);
  try {
    if (open) context.warn(`warning: ${file} holds keys and answers and can be read by others`);
    // Read to its end first: what cannot be understood is refused before anything is written.
    const lines = [...readTokenSheet(content)];
    const report: ImportReport = { dryRun: values['dry-run'] ?? false, accepted: 0, enrolled: 0, unchanged: 0, refused: 0, stoppedAt: null, faults: [] };
    try {
      await withStores(context, (deps) => importLines(deps, lines, report));
    } finally {
      for (const { raw } of lines) raw?.adminKey?.content.fill(0);
    }
    tell(report, values.json ?? false, context);
    return report.refused === 0 ? 0 : 1;
  } finally {
    content.fill(0);
  }
}

async function importLines(deps: EnrolmentDeps, lines: readonly SheetLine[], report: ImportReport): Promise<void> {
  const officeOf = await findOffices(deps, lines);
  const lineOfSerial = new Map<string, number>();
  for (const line of lines) {
    const officeId = line.office === null ? null : (officeOf.get(line.office) ?? null);
    const outcome = await importLine(deps, line, lineOfSerial, { dryRun: report.dryRun, officeId });
    if (outcome === 'enrolled' || outcome === 'unchanged') {
      report[outcome]++;
      report.accepted++;
      continue;
    }
    report.refused++;
    report.faults.push(...outcome.faults.map((fault) => ({ line: line.line, ...fault })));
    if (outcome.stop) {
      report.stoppedAt = line.line;
      return;
    }
  }
}

/**
 * The ids of the offices that the sheet names, by what it says. A name that is wrong on one line is likely wrong on many, and a token without its
 * office would be seen by all: nothing is imported. @throws UsageError with the first lines where it stands
 */
async function findOffices({ db }: EnrolmentDeps, lines: readonly SheetLine[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const linesOf = Map.groupBy(lines.filter(({ office }) => office !== null), ({ office }) => office ?? '');
  for (const [said, those] of linesOf) {
    const office = await findOpenOffice(db, said);
    if (office.fault !== null) throw new UsageError(`${linesIn(those)}, office: ${office.fault}; nothing was imported`);
    found.set(said, office.id);
  }
  return found;
}

const LINES_TOLD = 10;

function linesIn(lines: readonly SheetLine[]): string {
  const told = lines.slice(0, LINES_TOLD).map(({ line }) => line).join(', ');
  const more = lines.length - LINES_TOLD;
  return `${lines.length === 1 ? 'line' : 'lines'} ${told}${more > 0 ? ` and ${more} more` : ''}`;
}

async function importLine(
  deps: EnrolmentDeps,
  { line, raw, faults }: SheetLine,
  lineOfSerial: Map<string, number>,
  mode: { readonly dryRun: boolean; readonly officeId: string | null },
): Promise<'enrolled' | 'unchanged' | { readonly faults: readonly Fault[]; readonly stop: boolean }> {
  if (raw === null) return { faults, stop: false };
  const read = readEnrolment(raw);
  if (!read.ok) return { faults: read.faults, stop: false };
  const { serial, key } = read.enrolment;
  try {
    const earlier = lineOfSerial.get(serial);
    if (earlier !== undefined) return { faults: [{ column: 'serial', reason: `is on line ${earlier} already` }], stop: false };
    lineOfSerial.set(serial, line);
    const outcome = await enrolToken(deps, read.enrolment, mode);
    if (outcome.status === 'refused') return { faults: outcome.faults, stop: false };
    return outcome.status === 'enrolled' ? 'enrolled' : 'unchanged';
  } catch (cause) {
    // What concerns every line: said once, and the report of what was done is kept.
    if (isDatabaseBusy(cause)) return { faults: [{ column: '', reason: `and those after it: ${BUSY}` }], stop: true };
    if (cause instanceof AppError && cause.code === 'vaultUnavailable') return { faults: [{ column: 'serial', reason: 'is enrolled with a key that this vault does not open' }], stop: false };
    throw cause;
  } finally {
    if (key.source === 'imported') key.bytes.fill(0);
  }
}

function tell(report: ImportReport, json: boolean, { print }: CommandContext): void {
  if (json) {
    print(JSON.stringify(report));
    return;
  }
  for (const { line, column, reason } of report.faults) print(`line ${line}${column === '' ? '' : `, ${column}`}: ${reason}`);
  const what = `accepted ${report.accepted} (${report.enrolled} enrolled, ${report.unchanged} unchanged), refused ${report.refused}`;
  print(report.dryRun ? `dry run, nothing was written: would have ${what}` : what);
}
