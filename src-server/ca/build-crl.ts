import { AsnConvert } from '@peculiar/asn1-schema';
import {
  AuthorityKeyIdentifier, CertificateList, CRLNumber, CRLReason, id_ce_authorityKeyIdentifier, id_ce_cRLNumber, id_ce_cRLReasons, KeyIdentifier,
  RevokedCertificate, TBSCertList, Time, Version,
} from '@peculiar/asn1-x509';
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

/** A full CRL, DER, version 2 (RFC 5280, 5.1). @throws AppError vaultUnavailable */
export async function buildCrl(order: CrlOrder, issuer: CaCertificate, signer: Signer): Promise<Uint8Array> {
  const signature = signatureAlgorithmOf(signer);
  const revoked = order.entries.map(revokedCertificate);
  const tbsCertList = new TBSCertList({
    version: Version.v2,
    signature,
    issuer: issuer.subject,
    thisUpdate: new Time(order.thisUpdate),
    nextUpdate: new Time(order.nextUpdate),
    // An empty list is absent, not empty (5.1.2.6).
    ...(revoked.length === 0 ? {} : { revokedCertificates: revoked }),
    crlExtensions: [
      makeExtension(id_ce_authorityKeyIdentifier, new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyIdentifier(issuer.publicKey)) })),
      makeExtension(id_ce_cRLNumber, new CRLNumber(order.number)),
    ],
  });
  const tbs = AsnConvert.serialize(tbsCertList);
  const value = await signDer(signer, tbs);
  return new Uint8Array(AsnConvert.serialize(new CertificateList({ tbsCertList, tbsCertListRaw: tbs, signatureAlgorithm: signature, signature: value })));
}

/**
 * Whether a CRL still names it: to the end of its validity, and then until one CRL of the regular schedule has named it once
 * more (RFC 5280, 3.3), whether CRLs came as they should or the authority was away.
 * @param previous thisUpdate of the CRL before; null: none. @param period from one CRL to the next, milliseconds.
 */
export function isListed(entry: Pick<RevokedEntry, 'notAfter'>, thisUpdate: number, previous: number | null, period: number): boolean {
  return entry.notAfter + period >= thisUpdate || (previous !== null && entry.notAfter >= previous);
}

function revokedCertificate({ serial, revokedAt, reason }: RevokedEntry): RevokedCertificate {
  return new RevokedCertificate({
    userCertificate: serialToInteger(serial),
    revocationDate: new Time(revokedAt),
    // Unspecified is said by its absence (5.3.1).
    ...(reason === 'unspecified' ? {} : { crlEntryExtensions: [makeExtension(id_ce_cRLReasons, new CRLReason(REVOCATION_REASONS[reason]))] }),
  });
}
