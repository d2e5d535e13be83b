import { id_pkix_ocsp_nocheck } from '@peculiar/asn1-ocsp';
import { OctetString } from '@peculiar/asn1-schema';
import {
  AccessDescription, AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints, CertificatePolicies, CRLDistributionPoints, DistributionPoint,
  DistributionPointName, ExtendedKeyUsage, Extension, GeneralName, id_ad_caIssuers, id_ad_ocsp, id_ce_authorityKeyIdentifier, id_ce_basicConstraints,
  id_ce_certificatePolicies, id_ce_certificatePolicies_anyPolicy, id_ce_cRLDistributionPoints, id_ce_extKeyUsage, id_ce_keyUsage, id_ce_subjectKeyIdentifier,
  id_kp_clientAuth, id_kp_OCSPSigning, id_pe_authorityInfoAccess, KeyIdentifier, KeyUsage, KeyUsageFlags, PolicyInformation, SubjectKeyIdentifier,
} from '@peculiar/asn1-x509';
import { id_pe_qcStatements } from '@peculiar/asn1-x509-qualified';
import { makeExtension } from './make-extension.ts';
import type { CertificateProfile } from './profiles.ts';
import { qualifiedStatements, type DisclosureStatement } from './qualified-statements.ts';

/** What the certificates of one authority say of it, from configuration. Addresses are http: status must be had before https can be trusted (RFC 5280, 4.2.2.1). */
export interface CertificateFacts {
  readonly disclosures: readonly DisclosureStatement[];
  readonly ocspUrl: string;
  /** Certificate and CRL of the issuer, DER. */
  readonly issuerUrl: string;
  readonly crlUrl: string;
}

const PURPOSES = { clientAuth: id_kp_clientAuth, OCSPSigning: id_kp_OCSPSigning } as const;
/** DER of NULL: the value of id-pkix-ocsp-nocheck (RFC 6960, 4.2.2.2.1). */
const NULL_DER = Uint8Array.of(0x05, 0x00);

/** The extensions of a certificate, from its profile (RFC 5280, 4.2). @param keys.issuer null: self-signed, whose own identifier says it all. @param policyOid of the product, where the profile names it. */
export function certificateExtensions(
  profile: CertificateProfile,
  keys: { readonly subject: Uint8Array; readonly issuer: Uint8Array | null },
  facts: CertificateFacts,
  policyOid: string | null,
): Extension[] {
  const { keyUsage, extendedKeyUsage, pathLength, qualified, policy, status } = profile;
  const extensions: Extension[] = [];
  if (pathLength !== null) {
    extensions.push(makeExtension(id_ce_basicConstraints, new BasicConstraints({ cA: true, pathLenConstraint: pathLength }), { critical: true }));
  }
  extensions.push(makeExtension(id_ce_keyUsage, new KeyUsage(keyUsage.reduce((flags, use) => flags | KeyUsageFlags[use], 0)), { critical: true }));
  if (extendedKeyUsage.length > 0) extensions.push(makeExtension(id_ce_extKeyUsage, new ExtendedKeyUsage(extendedKeyUsage.map((use) => PURPOSES[use]))));
  extensions.push(makeExtension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keys.subject)));
  if (keys.issuer !== null) {
    extensions.push(makeExtension(id_ce_authorityKeyIdentifier, new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keys.issuer) })));
  }
  const policyIdentifier = policy === 'any' ? id_ce_certificatePolicies_anyPolicy : policyOid;
  if (policy !== null && policyIdentifier !== null) {
    extensions.push(makeExtension(id_ce_certificatePolicies, new CertificatePolicies([new PolicyInformation({ policyIdentifier })])));
  }
  if (qualified !== null) extensions.push(makeExtension(id_pe_qcStatements, qualifiedStatements(qualified, facts.disclosures)));
  if (status === 'nocheck') extensions.push(new Extension({ extnID: id_pkix_ocsp_nocheck, critical: false, extnValue: new OctetString(NULL_DER) }));
  if (status === 'crl' || status === 'crl-and-ocsp') extensions.push(...statusExtensions(facts, status === 'crl-and-ocsp'));
  return extensions;
}

function statusExtensions({ crlUrl, ocspUrl, issuerUrl }: CertificateFacts, ocsp: boolean): Extension[] {
  const point = new DistributionPoint({ distributionPoint: new DistributionPointName({ fullName: [uri(crlUrl)] }) });
  const access = [new AccessDescription({ accessMethod: id_ad_caIssuers, accessLocation: uri(issuerUrl) })];
  if (ocsp) access.unshift(new AccessDescription({ accessMethod: id_ad_ocsp, accessLocation: uri(ocspUrl) }));
  return [
    makeExtension(id_ce_cRLDistributionPoints, new CRLDistributionPoints([point])),
    makeExtension(id_pe_authorityInfoAccess, new AuthorityInfoAccessSyntax(access)),
  ];
}

function uri(uniformResourceIdentifier: string): GeneralName {
  return new GeneralName({ uniformResourceIdentifier });
}
