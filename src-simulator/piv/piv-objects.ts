import { Buffer } from 'node:buffer';
import { bytesOf, concatBytes, encodeTlv, readTlvs } from '../card/tlv.ts';
import type { PivSlot, PivState } from './piv-state.ts';

/** Tags of SP 800-73-4 part 1, table 3. */
export const DISCOVERY = '7E';
const CARD_HOLDER_IDENTIFIER = '5FC102';
const CARD_CAPABILITIES = '5FC107';
const PRINTED_INFORMATION = '5FC109';
const FINGERPRINTS = '5FC103';
const FACE = '5FC108';
/** In the order of the slots. */
const CERTIFICATES: Readonly<Record<PivSlot, string>> = { '9A': '5FC105', '9C': '5FC10A', '9D': '5FC10B', '9E': '5FC101' };

/** Objects to be read with the PIN only. */
export const PIN_PROTECTED: ReadonlySet<string> = new Set([PRINTED_INFORMATION, FINGERPRINTS, FACE]);

/** FASC-N of an issuer that is no federal agency (agency code 9999), 25 bytes in BCD with parity: the GUID identifies the card. */
const FOREIGN_FASC_N = Buffer.from('D4E739DA739CED39CE739D836858210842108421C84210C3EB', 'hex');
/** GSC-RID, manufacturer FF, card type 02 (Java Card): how a CCC's card identifier begins. */
const CARD_IDENTIFIER = Buffer.from('A000000116FF02', 'hex');
const ERROR_DETECTION = encodeTlv(0xfe);

/** The data objects of a new card. @param expires date without time. */
export function pivObjects(card: {
  readonly guid: Uint8Array;
  readonly holderName: string;
  readonly organisation: string;
  readonly expires: Date;
  readonly certificates: readonly { readonly slot: PivSlot; readonly certificate: Uint8Array }[];
}): PivState['objects'] {
  const expiry = Buffer.from(card.expires.toISOString().slice(0, 10).replaceAll('-', ''), 'ascii');
  const holder = concatBytes(
    encodeTlv(0x30, FOREIGN_FASC_N),
    encodeTlv(0x34, card.guid),
    encodeTlv(0x35, expiry),
    encodeTlv(0x3e),
    ERROR_DETECTION,
  );
  const capabilities = concatBytes(
    encodeTlv(0xf0, CARD_IDENTIFIER, card.guid.subarray(0, 14)),
    encodeTlv(0xf1, bytesOf(0x21)),
    encodeTlv(0xf2, bytesOf(0x21)),
    encodeTlv(0xf3),
    encodeTlv(0xf4, bytesOf(0x00)),
    encodeTlv(0xf5, bytesOf(0x10)),
    ...[0xf6, 0xf7, 0xfa, 0xfb, 0xfc, 0xfd].map((tag) => encodeTlv(tag)),
    ERROR_DETECTION,
  );
  const printed = concatBytes(
    encodeTlv(0x01, Buffer.from(card.holderName, 'utf8')),
    encodeTlv(0x02, Buffer.from(card.organisation, 'utf8')),
    encodeTlv(0x04, expiry),
    ERROR_DETECTION,
  );
  return [
    object(CARD_HOLDER_IDENTIFIER, holder),
    object(CARD_CAPABILITIES, capabilities),
    object(PRINTED_INFORMATION, printed),
    // 71 00: the certificate is not compressed.
    ...card.certificates.map(({ slot, certificate }) =>
      object(CERTIFICATES[slot], concatBytes(encodeTlv(0x70, certificate), encodeTlv(0x71, bytesOf(0x00)), ERROR_DETECTION)),
    ),
  ];
}

/** The certificates of a card, DER, in the order 9A, 9C, 9D, 9E. */
export function pivCertificates(state: PivState): readonly Uint8Array[] {
  return Object.values(CERTIFICATES).flatMap((tag) => {
    const kept = state.objects.find((candidate) => candidate.tag === tag);
    const certificate = kept === undefined ? undefined : readTlvs(Buffer.from(kept.content, 'base64'))?.find((part) => part.tag === 0x70);
    return certificate === undefined ? [] : [Uint8Array.from(certificate.value)];
  });
}

function object(tag: string, content: Uint8Array): PivState['objects'][number] {
  return { tag, content: Buffer.from(content).toString('base64') };
}
