import { AsnParser } from '@peculiar/asn1-schema';
import { fromBER } from 'asn1js';

/** Depth and number of elements that nothing this authority reads comes near. */
const LIMITS = { maxDepth: 32, maxNodes: 4096 } as const;

/** One ASN.1 value from outside, with nothing after it. Null when it is not of that type, for whatever reason. */
export function parseDer<T extends object>(bytes: Uint8Array, type: new () => T): T | null {
  try {
    const read = fromBER(bytes, LIMITS);
    if (read.offset !== bytes.length || read.result.error !== '') return null;
    return AsnParser.fromASN(read.result, type, { berOptions: LIMITS });
  } catch {
    // The library throws errors of many kinds; each says the same: not one of ours.
    return null;
  }
}
