import { verify, type KeyObject } from 'node:crypto';
import { elementAt, elementsIn, type DerElement } from './der-element.ts';
import { REVOCATION_REASONS, type RevocationReason } from './revocation-reason.ts';

/** A revocation list of somebody else, read whole. Times in milliseconds. */
export interface ReadList {
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  /** By serial number: upper-case hex without leading zero octets. */
  readonly revoked: ReadonlyMap<string, { readonly at: number; readonly reason: RevocationReason }>;
  /** Whether this key signed it. */
  readonly signedBy: (key: KeyObject) => boolean;
}

/** Signature algorithms by the contents of their OID (RFC 4055, RFC 5758); nothing over SHA-1. */
const HASHES: Readonly<Record<string, string>> = {
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
};

const TAG = { boolean: 0x01, integer: 0x02, bitString: 0x03, octetString: 0x04, oid: 0x06, enumerated: 0x0a, utcTime: 0x17, generalizedTime: 0x18, sequence: 0x30, extensions: 0xa0 } as const;
const REASON_OID = '551d15';
const REASONS: ReadonlyMap<number, RevocationReason> = new Map(Object.entries(REVOCATION_REASONS).map(([name, code]) => [code, name as RevocationReason]));

/**
 * A full CRL, DER (RFC 5280, 5.1). Lists of others have very many entries: they are walked, not made objects of. One that says something
 * critical (a delta, a part, entries of other issuers) is none of ours to read.
 * @throws Error with one sentence, for what is no such list.
 */
export function readList(der: Buffer): ReadList {
  const [tbs, algorithm, signature] = elementsIn(only(der, 0, der.length, TAG.sequence));
  const hash = HASHES[algorithm?.tag === TAG.sequence ? (elementsIn(algorithm)[0]?.contents.toString('hex') ?? '') : ''];
  if (tbs?.tag !== TAG.sequence || signature?.tag !== TAG.bitString || hash === undefined) throw new Error('not a list that is signed in a way known here');
  const fields = elementsIn(tbs);
  // The one outside is not signed; it must be the one inside (5.1.1.2).
  if (!(fields[1]?.whole.equals(algorithm?.whole ?? Buffer.alloc(0)) ?? false) || signature.contents[0] !== 0) throw new Error('a list of two minds about how it is signed');
  const times = fields.filter(({ tag }) => tag === TAG.utcTime || tag === TAG.generalizedTime).map(timeOf);
  const [thisUpdate, nextUpdate] = times;
  if (fields[0]?.tag !== TAG.integer || thisUpdate === undefined || nextUpdate === undefined) throw new Error('a list without version or times');
  // Version, algorithm and issuer come before the times; entries, then extensions, after them.
  const after = fields.slice(3 + times.length);
  for (const { tag } of after) if (tag !== TAG.sequence && tag !== TAG.extensions) throw new Error('a list with something else in it');
  for (const extensions of after.filter(({ tag }) => tag === TAG.extensions)) extensionsOf(only(extensions.contents, 0, extensions.contents.length, TAG.sequence));
  const entries = after.find(({ tag }) => tag === TAG.sequence);
  const signed = tbs.whole;
  const value = signature.contents.subarray(1);
  return { thisUpdate, nextUpdate, revoked: new Map(entries === undefined ? [] : elementsIn(entries).map(entryOf)), signedBy: (key) => verify(hash, signed, key, value) };
}

function entryOf(entry: DerElement): readonly [string, { readonly at: number; readonly reason: RevocationReason }] {
  const [serial, time, extensions] = elementsIn(entry);
  if (serial?.tag !== TAG.integer || time === undefined) throw new Error('an entry without serial number or time');
  const reason = extensions === undefined ? undefined : extensionsOf(extensions).get(REASON_OID);
  const code = reason === undefined ? 0 : (only(reason, 0, reason.length, TAG.enumerated).contents[0] ?? 0);
  return [serialOf(serial.contents), { at: timeOf(time), reason: REASONS.get(code) ?? 'unspecified' }];
}

/** By the contents of their OID, hex. @throws Error for a critical one: none of a full list's is (RFC 5280, 5.2 and 5.3). */
function extensionsOf(sequence: DerElement): ReadonlyMap<string, Buffer> {
  return new Map(
    elementsIn(sequence).map((extension) => {
      const [id, second, third] = elementsIn(extension);
      if (second?.tag === TAG.boolean && second.contents[0] !== 0) throw new Error('a list that says something critical: a part or a change of one is no list');
      const value = second?.tag === TAG.boolean ? third : second;
      return [id?.contents.toString('hex') ?? '', value?.contents ?? Buffer.alloc(0)] as const;
    }),
  );
}

export function serialOf(integer: Buffer): string {
  return integer.toString('hex').toUpperCase().replace(/^(?:00)+(?=..)/u, '');
}

/** UTCTime and GeneralizedTime as RFC 5280, 4.1.2.5 has them: to the second, in GMT. */
function timeOf({ tag, contents }: DerElement): number {
  const text = contents.toString('latin1');
  const digits = tag === TAG.utcTime ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/u.exec(digits);
  if (parts === null) throw new Error('a time that is none');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** @throws Error for another tag, or something after it. */
function only(bytes: Buffer, from: number, to: number, tag: number): DerElement {
  const element = elementAt(bytes, from);
  if (element.tag !== tag || from + element.whole.length !== to) throw new Error('not a list');
  return element;
}
