import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The secrets of one run. */
export interface Canaries {
  readonly answers: readonly string[];
  /** 4 ASCII digits. */
  readonly pin: string;
  /** The reference data as the card gets it: the PIN padded with FF to 8 bytes. */
  readonly pinBlock: Uint8Array;
  /** Any others, by what they are. */
  readonly others?: readonly { readonly what: string; readonly text: string }[];
}

export interface CanaryHit {
  readonly file: string;
  readonly what: string;
}

/** The reference data for a PIN of four digits: ASCII, padded with FF to 8 bytes (profile of the virtual card). */
export function pinBlockOf(pin: string): Uint8Array {
  return Uint8Array.from([...Buffer.from(pin, 'ascii'), 0xff, 0xff, 0xff, 0xff]);
}

/** base64 of bytes at each of the three alignments they may have in a longer text; the ends that depend on neighbours are cut. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64').replace(/=+$/u, '');
    const firstWhole = Math.ceil((shift * 8) / 6);
    const lastWhole = Math.floor(((shift + bytes.length) * 8) / 6);
    return text.slice(firstWhole, lastWhole);
  });
}

function formsOf(bytes: Buffer): Buffer[] {
  const hex = bytes.toString('hex');
  const base64 = base64Forms(bytes);
  const urlSafe = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [bytes, ...[hex, hex.toUpperCase(), ...base64, ...urlSafe].map((text) => Buffer.from(text, 'latin1'))];
}

/** True when a JSON value holds the PIN as a field: as text, as its bytes, or as a number under a name that says PIN. */
function holdsPin(value: unknown, pin: string, key = ''): boolean {
  if (typeof value === 'string') return value === pin;
  if (typeof value === 'number') return String(value) === pin && /pin|code|secret/iu.test(key);
  if (value === null || typeof value !== 'object') return false;
  if (Array.isArray(value) && value.length === pin.length && value.every((byte, index) => byte === pin.charCodeAt(index))) return true;
  return Object.entries(value).some(([name, inner]) => holdsPin(inner, pin, name));
}

function lineHoldsPin(line: string, pin: string): boolean {
  if (/^\s*[[{]/u.test(line)) {
    try {
      return holdsPin(JSON.parse(line), pin);
    } catch {
      // Not JSON after all: read as text below.
    }
  }
  return new RegExp(`\\b(pin|code pin|secret)\\b["'\\s:=]{1,4}${pin}\\b`, 'iu').test(line);
}

function* filesBelow(path: string): Generator<string> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile()) yield path;
  if (!stat?.isDirectory()) return;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) yield* filesBelow(join(path, entry.name));
    else if (entry.isFile()) yield join(path, entry.name);
  }
}

/**
 * Every place below `paths` where a secret of the run stands: answers and others as text (UTF-8, UTF-16), hex and base64; the PIN's block raw, hex and
 * base64; the PIN as a field of a log or JSON line. `scanned` counts the files, since a search that read nothing finds nothing.
 */
export function searchCanaries(paths: readonly string[], canaries: Canaries): { hits: CanaryHit[]; scanned: number } {
  const needles: { what: string; bytes: Buffer }[] = [];
  const texts = [...canaries.answers.map((text, index) => ({ what: `answer ${index + 1}`, text })), ...(canaries.others ?? [])];
  for (const { what, text } of texts) {
    for (const bytes of formsOf(Buffer.from(text, 'utf8'))) needles.push({ what, bytes });
    needles.push({ what, bytes: Buffer.from(text, 'utf16le') });
  }
  for (const bytes of formsOf(Buffer.from(canaries.pinBlock))) needles.push({ what: 'PIN block', bytes });

  const hits: CanaryHit[] = [];
  let scanned = 0;
  for (const file of paths.flatMap((path) => [...filesBelow(path)])) {
    scanned++;
    const content = readFileSync(file);
    for (const what of new Set(needles.filter((needle) => content.includes(needle.bytes)).map((needle) => needle.what))) {
      hits.push({ file: basename(file), what });
    }
    if (/\.(log|1|json|jsonl|journal|eml|txt|jws|sql)$/u.test(file)) {
      for (const line of content.toString('utf8').split('\n')) {
        if (lineHoldsPin(line, canaries.pin)) hits.push({ file: basename(file), what: 'PIN in a line' });
      }
    }
  }
  return { hits, scanned };
}
