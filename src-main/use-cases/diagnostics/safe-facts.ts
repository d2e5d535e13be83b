import type { DiagnosticFactName, DiagnosticFacts } from '../../../src-shared/domain/diagnostics.ts';
import type { Problem } from '../../../src-shared/errors/error-table.ts';
import { FACT_MAX } from './report-schema.ts';

type Told = Readonly<Partial<Record<DiagnosticFactName, string | number | boolean | null>>>;

/**
 * Facts of a line, those that are known. A free text (a reader's name often ends with its serial number, a module's with anything)
 * loses what looks like a number of a thing or a path, and whatever is known to be somebody's.
 */
export function safeFacts(told: Told, hidden: readonly string[] = []): DiagnosticFacts {
  const kept = Object.entries(told).flatMap(([name, value]) => {
    if (value === null) return [];
    if (typeof value !== 'string' || EXACT.has(name)) return [[name, value] as const];
    const text = plain(value, hidden);
    return text === '' ? [] : [[name, text] as const];
  });
  return Object.fromEntries(kept);
}

/** Values of the program's own or of a checked form: left as they are, the schema judges them. */
const EXACT: ReadonlySet<string> = new Set(['atr', 'profile', 'serialTail', 'moduleId', 'moduleSource', 'host', 'session', 'sandbox', 'readerState']);

function plain(text: string, hidden: readonly string[]): string {
  // Longest first: a name in which another one stands goes whole.
  const longestFirst = hidden.filter((value) => value.length > 2).toSorted((one, other) => other.length - one.length);
  return longestFirst
    .reduce((left, value) => left.replaceAll(new RegExp(value.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, String.raw`\$&`), 'giu'), '…'), text)
    .replaceAll(/[\p{C}]/gu, ' ')
    .replaceAll(/\S*[/\\]\S*/gu, '…')
    .replaceAll(/[0-9A-Fa-f]{8,}/gu, '…')
    .trim()
    .slice(0, FACT_MAX);
}

/** A problem without the details that tell of a person or a token. */
export function safeProblem({ code, details }: Problem): Problem {
  const { ckr, host } = details;
  return {
    code,
    details: {
      ...(typeof ckr === 'string' && /^CKR_[A-Z0-9_]{1,60}$/u.test(ckr) ? { ckr } : {}),
      ...(typeof host === 'string' && /^[a-zA-Z0-9.:[\]-]{1,253}$/u.test(host) ? { host } : {}),
    },
  };
}
