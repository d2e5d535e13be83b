import { setImmediate } from 'node:timers/promises';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  AuthorityKeyIdentifier, CRLNumber, CRLReason, id_ce_authorityKeyIdentifier, id_ce_cRLNumber, id_ce_cRLReasons, KeyIdentifier, TBSCertList, Time, Version,
} from '@peculiar/asn1-x509';
import { BitString, fromBER, Integer, Sequence } from 'asn1js';
import { encodedSequence } from './encoded-sequence.ts';
import { keyIdentifier } from './key-identifier.ts';
import { makeExtension } from './make-extension.ts';
import type { CaCertificate } from './read-certificate.ts';
import { REVOCATION_REASONS, type RevocationReason } from './revocation-reason.ts';
import { serialToInteger } from './serial-number.ts';
import { signatureAlgorithmOf, signDer, type Signer } from './signer.ts';

/** A certificate that was revoked. Times in milliseconds. */
export interface RevokedEntry {
  /** Upper-case hex. */
  readonly serial: string;
  readonly revokedAt: number;
  readonly reason: RevocationReason;
  /** End of its validity. */
  readonly notAfter: number;
}

export interface CrlOrder {
  /** Greater than that of every earlier CRL of this issuer (RFC 5280, 5.2.3). */
  readonly number: number;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly entries: readonly RevokedEntry[];
}

/** Entries encoded without a pause: some 5 ms. */
const SLICE = 250;

/**
 * A full CRL, DER, version 2 (RFC 5280, 5.1). A list may have very many entries: they are encoded a slice at a time, so that
 * nobody else waits for all of them.
 * @throws AppError vaultUnavailable
 */
export async function buildCrl(order: CrlOrder, issuer: CaCertificate, signer: Signer): Promise<Uint8Array> {
  const signature = signatureAlgorithmOf(signer);
  const tbsCertList = new TBSCertList({
    version: Version.v2,
    signature,
    issuer: issuer.subject,
    thisUpdate: new Time(order.thisUpdate),
    nextUpdate: new Time(order.nextUpdate),
    crlExtensions: [
      makeExtension(id_ce_authorityKeyIdentifier, new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyIdentifier(issuer.publicKey)) })),
      makeExtension(id_ce_cRLNumber, new CRLNumber(order.number)),
    ],
  });
  const tbs = withEntries(AsnConvert.serialize(tbsCertList), await encodeEntries(order.entries));
  const value = await signDer(signer, tbs);
  const parts = [tbs, AsnConvert.serialize(signature), new BitString({ valueHex: value }).toBER()];
  return new Uint8Array(encodedSequence(parts).toBER());
}

/** Puts revokedCertificates before the extensions, last of all. An empty list is absent, not empty (5.1.2.6). */
function withEntries(tbs: ArrayBuffer, entries: readonly ArrayBuffer[]): ArrayBuffer {
  if (entries.length === 0) return tbs;
  const list = fromBER(tbs).result;
  if (!(list instanceof Sequence)) throw new Error('not a TBSCertList');
  list.valueBlock.value.splice(-1, 0, encodedSequence(entries));
  return list.toBER();
}

async function encodeEntries(entries: readonly RevokedEntry[]): Promise<readonly ArrayBuffer[]> {
  const encoded: ArrayBuffer[] = [];
  for (const [place, entry] of entries.entries()) {
    if (place % SLICE === SLICE - 1) await setImmediate();
    encoded.push(encodeEntry(entry));
  }
  return encoded;
}

/**
 * Whether a CRL still names it: to the end of its validity, and then until one CRL of the regular schedule has named it once
 * more (RFC 5280, 3.3), whether CRLs came as they should or the authority was away.
 * @param previous thisUpdate of the CRL before; null: none. @param period from one CRL to the next, milliseconds.
 */
export function isListed(entry: Pick<RevokedEntry, 'notAfter'>, thisUpdate: number, previous: number | null, period: number): boolean {
  return entry.notAfter + period >= thisUpdate || (previous !== null && entry.notAfter >= previous);
}

/** Unspecified is said by its absence (5.3.1). */
const REASON_EXTENSIONS = new Map(
  Object.entries(REVOCATION_REASONS).flatMap(([name, code]) => (name === 'unspecified' ? [] : [[name, AsnConvert.serialize(makeExtension(id_ce_cRLReasons, new CRLReason(code)))] as const])),
);

function encodeEntry({ serial, revokedAt, reason }: RevokedEntry): ArrayBuffer {
  const extension = REASON_EXTENSIONS.get(reason);
  const parts = [new Integer({ valueHex: serialToInteger(serial) }).toBER(), AsnConvert.serialize(new Time(revokedAt))];
  return encodedSequence(extension === undefined ? parts : [...parts, encodedSequence([extension]).toBER()]).toBER();
}
