/** Budget of one call's input: the longest honest one (eight answers of 200 characters) takes about 4 kB. A document has one of its own. */
export const CALL_BYTES_MAX = 16_384;
const MAX_DEPTH = 6;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

export type InputFault = 'tooLarge' | 'tooDeep' | 'forbiddenKey' | 'forbiddenType' | 'malformedText';

/**
 * What is wrong with a value that came through structured clone, before any schema looks at it; null when nothing is.
 * Allowed: undefined, null, booleans, finite numbers, well-formed strings, plain arrays and objects, Uint8Array.
 */
export function inputFault(input: unknown, maxBytes = CALL_BYTES_MAX): InputFault | null {
  let bytes = 0;
  const visit = (value: unknown, depth: number): InputFault | null => {
    if (depth > MAX_DEPTH) return 'tooDeep';
    bytes += weightOf(value);
    if (bytes > maxBytes) return 'tooLarge';
    if (typeof value === 'string') return value.isWellFormed() ? null : 'malformedText';
    if (typeof value === 'number') return Number.isFinite(value) ? null : 'forbiddenType';
    if (value === null || value === undefined || typeof value === 'boolean') return null;
    if (isBytes(value)) return null;
    if (Array.isArray(value)) return visitAll(value, depth);
    if (typeof value !== 'object' || !isPlain(value)) return 'forbiddenType';
    const keys = Reflect.ownKeys(value);
    if (keys.some((key) => typeof key !== 'string' || FORBIDDEN_KEYS.has(key))) return 'forbiddenKey';
    bytes += keys.reduce((sum, key) => sum + String(key).length * 2, 0);
    return visitAll(Object.values(value), depth);
  };
  const visitAll = (values: readonly unknown[], depth: number): InputFault | null => {
    // Before walking: a sparse array of 2^32 holes must not be walked at all.
    if (values.length * 8 > CALL_BYTES_MAX) return 'tooLarge';
    for (const value of values) {
      const fault = visit(value, depth + 1);
      if (fault !== null) return fault;
    }
    return null;
  };
  return visit(input, 0);
}

/** Bytes of every Uint8Array in a value, overwritten: a PIN does not outlive the call that brought it. */
export function wipeBytes(input: unknown): void {
  const seen = new Set<unknown>();
  const visit = (value: unknown, depth: number): void => {
    if (isBytes(value)) {
      new Uint8Array(value.buffer).fill(0);
      return;
    }
    // A value may hold the same object many times over: each is walked once, or a small call could keep main busy for hours.
    if (typeof value !== 'object' || value === null || depth > MAX_DEPTH || seen.has(value)) return;
    seen.add(value);
    for (const part of Object.values(value)) visit(part, depth + 1);
  };
  visit(input, 0);
}

function weightOf(value: unknown): number {
  if (typeof value === 'string') return 8 + value.length * 2;
  // The whole buffer counts, not the view: a small view may keep a large buffer.
  return isBytes(value) ? 8 + value.buffer.byteLength : 8;
}

const isBytes = (value: unknown): value is Uint8Array<ArrayBuffer> =>
  value instanceof Uint8Array && Object.getPrototypeOf(value) === Uint8Array.prototype && value.buffer instanceof ArrayBuffer;

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
