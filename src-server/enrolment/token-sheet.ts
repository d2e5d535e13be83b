import { parse } from 'csv-parse/sync';
import { UsageError } from '../commands/usage-error.ts';
import { QUESTIONS_MAX, TEXT_COLUMNS, type Fault, type RawEnrolment } from './token-enrolment.ts';

const LINES_MAX = 5_000;
const LINE_BYTES_MAX = 16_384;
const REQUIRED = ['profile', 'serial', 'holder', 'entity', 'product', 'email', 'question1', 'answer1'] as const;
const NUMBERS = Array.from({ length: QUESTIONS_MAX }, (_, i) => i + 1);
const KNOWN: readonly string[] = [...TEXT_COLUMNS, 'admin_key', 'office', ...NUMBERS.flatMap((n) => [`question${n}`, `answer${n}`])];
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** One line of the sheet, numbered as an editor does. `office`: as it stands there; null: none. */
export type SheetLine =
  | { readonly line: number; readonly raw: RawEnrolment; readonly office: string | null; readonly faults: null }
  | { readonly line: number; readonly raw: null; readonly office: null; readonly faults: readonly Fault[] };

/**
 * Reads a CSV of tokens (RFC 4180, UTF-8 with or without BOM, `,` or `;` as its header has it). Each line is parsed for
 * itself: no value may hold a line break, and a quote left open spoils its own line only. Cells are bytes, so that a key is
 * never a string; they are copies, which the caller overwrites (`raw.adminKey.content`).
 * @throws UsageError when the header is not understood or the sheet is too long. No cell is ever part of it: a sheet without
 *   header begins with a key.
 */
export function* readTokenSheet(content: Uint8Array): Generator<SheetLine> {
  const lines = linesOf(content);
  const header = lines[0] ?? new Uint8Array();
  const delimiter = header.includes(0x3b) ? ';' : ',';
  const columns = readHeader(header, delimiter);
  if (lines.length - 1 > LINES_MAX) throw new UsageError(`the file has more than ${LINES_MAX} lines`);
  for (const [index, bytes] of lines.entries()) {
    if (index === 0) continue;
    const cells = cellsOf(bytes, delimiter);
    if (cells === null) yield refused(index + 1, '', 'is longer than a line may be, or has a quote that is not closed on it');
    else if (cells.some((cell) => cell.length > 0)) yield readLine(index + 1, columns, cells);
  }
}

function readLine(line: number, columns: readonly string[], cells: readonly Uint8Array[]): SheetLine {
  if (cells.length !== columns.length) {
    overwrite(cells);
    return refused(line, '', `has ${cells.length} cells where the header has ${columns.length}`);
  }
  const texts: Record<string, string> = {};
  let key: Uint8Array | null = null;
  for (const [i, column] of columns.entries()) {
    const cell = cells[i] ?? new Uint8Array();
    if (column === 'admin_key') {
      if (cell.length > 0) key = cell;
      continue;
    }
    const text = decode(cell);
    if (text === null) {
      overwrite(cells);
      return refused(line, column, 'is not UTF-8');
    }
    texts[column] = text;
  }
  const questions = NUMBERS.map((n) => ({ question: texts[`question${n}`] ?? '', answer: texts[`answer${n}`] ?? '' }));
  // Columns left empty at the end are questions this holder does not have; a gap is a fault of its own.
  while (questions.at(-1)?.question === '' && questions.at(-1)?.answer === '') questions.pop();
  const { office = '', ...others } = texts;
  return { line, faults: null, office: office.trim() === '' ? null : office, raw: { texts: others, adminKey: key === null ? null : { content: key, raw: false }, questions } };
}

function overwrite(cells: readonly Uint8Array[]): void {
  for (const cell of cells) cell.fill(0);
}

function refused(line: number, column: string, reason: string): SheetLine {
  return { line, raw: null, office: null, faults: [{ column, reason }] };
}

function readHeader(header: Uint8Array, delimiter: string): readonly string[] {
  const columns = (cellsOf(header, delimiter) ?? []).map((cell) => (decode(cell) ?? '').trim().toLowerCase());
  const unknown = columns.findIndex((column) => !KNOWN.includes(column));
  if (columns.length === 0 || unknown === 0) throw new UsageError('the first line must be a header; see docs/how-to/enrol-tokens.md');
  if (unknown > 0) throw new UsageError(`column ${unknown + 1} of the header is not known`);
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twice !== undefined) throw new UsageError(`the header has ${twice} twice`);
  for (const column of REQUIRED) if (!columns.includes(column)) throw new UsageError(`the header lacks ${column}`);
  if (!columns.includes('admin_key') && !columns.includes('key_version')) throw new UsageError('the header lacks admin_key or key_version');
  return columns;
}

/** The lines without their ends and without a byte-order mark, as views. */
function linesOf(content: Uint8Array): readonly Uint8Array[] {
  const bom = content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf;
  const lines: Uint8Array[] = [];
  let from = bom ? 3 : 0;
  while (from < content.length) {
    const end = content.indexOf(0x0a, from);
    const to = end === -1 ? content.length : end;
    lines.push(content.subarray(from, to > from && content[to - 1] === 0x0d ? to - 1 : to));
    from = to + 1;
  }
  return lines;
}

/** The cells of one line as bytes, or null when its quotes are broken or it is too long. The parser's error would quote it. */
function cellsOf(line: Uint8Array, delimiter: string): readonly Uint8Array[] | null {
  if (line.length > LINE_BYTES_MAX) return null;
  if (line.length === 0) return [];
  try {
    // `encoding: null` gives bytes, which the types of the library do not know.
    const records = parse(Buffer.from(line), { delimiter, encoding: null, record_delimiter: '\n' }) as unknown as Uint8Array[][];
    return records[0] ?? [];
  } catch {
    return null;
  }
}

function decode(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}
