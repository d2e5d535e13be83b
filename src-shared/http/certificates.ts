import { z } from 'zod';
import { cursor, der, hexOf, id, language, line, pageOf, serial as tokenSerial, sha256, time, wellFormed } from './fields.ts';
import { identityCheck } from './desk.ts';
import { requestChange } from './requests.ts';
import { file, route } from './route-shape.ts';

/** Certificates: one's own, those of an office, and what everyone may ask the certificate authority. */
export const certificateSerial = hexOf(16);

export const CERTIFICATE_PROFILES = ['qscd-dual', 'qscd-signature', 'qscd-authentication', 'software'] as const;
export const CERTIFICATE_STATES = ['valid', 'expired', 'revoked'] as const;
/** keyCompromise: lost or stolen; affiliationChanged: left the organisation; superseded: another took its place; privilegeWithdrawn: the authority withdraws it. */
export const REVOCATION_REASONS = ['unspecified', 'keyCompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation', 'privilegeWithdrawn'] as const;
/** Whether it may be renewed now; where not, why. */
export const RENEWAL_STATES = ['possible', 'revoked', 'expired', 'tooEarly', 'asked', 'renewed', 'supportNotQualified', 'productUnavailable'] as const;
/** What a holder may say. */
export const HOLDER_REVOCATION_REASONS = ['unspecified', 'keyCompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation'] as const;

const certificateSummary = z.strictObject({
  serial: certificateSerial,
  sha256,
  profile: z.enum(CERTIFICATE_PROFILES),
  /** Model of its token, or "software". */
  support: z.string(),
  /** Null: a model that the catalogue no longer names, or software. */
  supportName: z.string().nullable(),
  /** Given name and surname. */
  holder: z.string(),
  organization: z.string().nullable(),
  notBefore: time,
  notAfter: time,
  issuedAt: time,
  state: z.enum(CERTIFICATE_STATES),
  revokedAt: time.nullable(),
});

export const certificateReply = certificateSummary.extend({
  /** Common name of the authority that signed it; null: an authority of before did not say. */
  issuer: z.string().nullable().default(null),
  requestId: id.nullable(),
  revocationReason: z.enum(REVOCATION_REASONS).nullable(),
  /** Compact JWS that proves the revocation. */
  revocationReceipt: z.string().nullable(),
  renews: certificateSerial.nullable(),
  renewedBy: certificateSerial.nullable(),
  renewal: z.enum(RENEWAL_STATES),
  /** software: how often its key may still be fetched; token: 0, at an appointment only. */
  downloadsLeft: z.number().int().nonnegative(),
  now: time,
});

export const certificateSearch = z.strictObject({
  /** Each word must be found in serial, holder or organisation; case and accents do not count. */
  text: wellFormed(100).default(''),
  states: z.array(z.enum(CERTIFICATE_STATES)).max(CERTIFICATE_STATES.length).default([]),
  cursor: cursor.default(null),
});
export const certificatePage = pageOf(certificateSummary);

/** Once: the password is not kept, a further download has another one. */
export const downloadReply = z.strictObject({
  fileName: z.string(),
  /** PKCS#12, base64: key, certificate and chain. */
  pkcs12: der(64 * 1024),
  password: z.string(),
  downloadsLeft: z.number().int().nonnegative(),
});

export const revocationCodeReply = z.strictObject({ code: z.string() });

/** What the person has typed to say that they mean it: the last eight digits of the serial number. */
const confirmation = wellFormed(64);
export const revocationRequest = z.strictObject({ reason: z.enum(HOLDER_REVOCATION_REASONS), confirmation });
export const officeRevocationRequest = z.strictObject({ reason: z.enum(REVOCATION_REASONS), confirmation, explanation: line(300) });
export const revocationReply = z.strictObject({
  serial: certificateSerial,
  /** Effective at once, in lists and OCSP. */
  revokedAt: time,
  reason: z.enum(REVOCATION_REASONS),
  receipt: z.string(),
});

/** Five groups of five characters, as given with the certificate; case, spaces and hyphens do not count. */
export const codeRevocationRequest = z.strictObject({
  serial: wellFormed(100),
  code: wellFormed(100),
  reason: z.enum(HOLDER_REVOCATION_REASONS),
  language,
});
export const codeRevocationReply = z.strictObject({ serial: certificateSerial, revokedAt: time });

/** A request with the same data, as a draft: submitted and accepted like any other. */
export const renewalReply = requestChange;

export const issueRequest = z.strictObject({
  requestId: id,
  /** PKCS#10 of the key on the token, PEM or base64; null: software, whose key the authority makes. */
  csr: wellFormed(16 * 1024).nullable(),
  /** Model of the token, of those its product comes on; null: software. */
  support: line(60).nullable(),
  /** The token it goes on, where the authority knows it. */
  tokenSerial: tokenSerial.nullable(),
  /** What the operator looked at, on the day the key is handed over; null: software. */
  identity: identityCheck.nullable(),
});
/** With four eyes, somebody else has to agree first. */
export const officeRevocationReply = z.strictObject({ outcome: z.enum(['revoked', 'approvalPending']), approvalId: id.nullable(), revokedAt: time.nullable() });

const own = { auth: 'account', permission: 'certificates.own' } as const;
const OWN = '/v1/certificates/:certificateSerial';
const desk = { auth: 'account' } as const;
const DESK = '/v1/office/certificates';

export const CERTIFICATE_ROUTES = {
  searchCertificates: route({ ...own, method: 'POST', path: '/v1/certificates/search', summary: 'My certificates', body: certificateSearch, reply: certificatePage }),
  readCertificate: route({ ...own, method: 'GET', path: OWN, summary: 'One of my certificates, with what may be done with it', reply: certificateReply }),
  certificateFile: route({ ...own, method: 'GET', path: `${OWN}/content`, summary: 'One of my certificates as a file, without its key', reply: file, binary: true }),
  downloadCertificate: route({ ...own, method: 'POST', path: `${OWN}/download`, summary: 'A software certificate with its key, as PKCS#12', fresh: true, reply: downloadReply }),
  revocationCode: route({ ...own, method: 'POST', path: `${OWN}/revocation-code`, summary: 'The code that revokes it without signing in', fresh: true, reply: revocationCodeReply }),
  renewCertificate: route({ ...own, method: 'POST', path: `${OWN}/renewal`, summary: 'Prepare the request of a certificate with the same data', idempotent: true, reply: renewalReply }),
  revokeCertificate: route({ ...own, method: 'POST', path: `${OWN}/revocation`, summary: 'Revoke it, for good', idempotent: true, body: revocationRequest, reply: revocationReply }),
  revokeByCode: route({ method: 'POST', path: '/v1/revocations', summary: 'Revoke a certificate by its code', body: codeRevocationRequest, reply: codeRevocationReply }),

  searchOfficeCertificates: route({ ...desk, permission: 'certificates.issue', method: 'POST', path: `${DESK}/search`, summary: 'Certificates of my office', body: certificateSearch, reply: certificatePage }),
  issueCertificate: route({ ...desk, permission: 'certificates.issue', method: 'POST', path: DESK, summary: 'Issue the certificate of an accepted request', idempotent: true, body: issueRequest, reply: certificateSummary }),
  revokeForOther: route({ ...desk, permission: 'certificates.revokeForOther', method: 'POST', path: `${DESK}/:certificateSerial/revocation`, summary: 'Revoke a certificate in its holder’s place', fresh: true, idempotent: true, body: officeRevocationRequest, reply: officeRevocationReply }),
};

export type CertificateSearch = z.output<typeof certificateSearch>;
export type CertificateSummary = z.infer<typeof certificateSummary>;
export type CertificateReply = z.infer<typeof certificateReply>;
export type CertificateState = (typeof CERTIFICATE_STATES)[number];
export type RenewalState = (typeof RENEWAL_STATES)[number];
export type DownloadReply = z.infer<typeof downloadReply>;
export type OfficeRevocationReply = z.infer<typeof officeRevocationReply>;
export type IssueRequest = z.output<typeof issueRequest>;
export type RevocationReply = z.infer<typeof revocationReply>;
export type CodeRevocationRequest = z.output<typeof codeRevocationRequest>;
export type HolderRevocationReason = (typeof HOLDER_REVOCATION_REASONS)[number];
