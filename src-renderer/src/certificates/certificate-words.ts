import type { CertificateReply, HolderRevocationReason, RenewalState } from '../../../src-shared/http/certificates.ts';
import type { ChipTone } from '../ui/chip.tsx';
import type { Stage } from './certificate-stage.ts';

/** Codes of the contract and the words that say them. Exhaustive by type. */
export const STAGE_WORDS = {
  valid: { tone: 'ok', words: 'certificates.stageValid' },
  expiring: { tone: 'warning', words: 'certificates.stageExpiring' },
  expired: { tone: 'bad', words: 'certificates.stageExpired' },
  revoked: { tone: 'bad', words: 'certificates.stageRevoked' },
  notYet: { tone: 'waiting', words: 'certificates.stageNotYet' },
  unknown: { tone: 'neutral', words: 'certificates.stageUnknown' },
} as const satisfies Record<Stage, { tone: ChipTone; words: string }>;

export const PROFILE_WORDS = {
  'qscd-dual': { name: 'certificates.nameDual', purpose: 'certificates.purposeDual' },
  'qscd-signature': { name: 'certificates.nameSignature', purpose: 'certificates.purposeSignature' },
  'qscd-authentication': { name: 'certificates.nameAuthentication', purpose: 'certificates.purposeAuthentication' },
  software: { name: 'certificates.nameSoftware', purpose: 'certificates.purposeSoftware' },
} as const satisfies Record<CertificateReply['profile'], { name: string; purpose: string }>;

export const USE_WORDS = {
  signature: { name: 'certificates.nameSignature', purpose: 'certificates.purposeSignature' },
  authentication: { name: 'certificates.nameAuthentication', purpose: 'certificates.purposeAuthentication' },
  other: { name: 'certificates.nameOther', purpose: 'certificates.purposeOther' },
} as const;

/** What a person may say; `privilegeWithdrawn` is the authority's alone. */
export const REASON_WORDS = {
  keyCompromise: { title: 'revoke.keyCompromise', text: 'revoke.keyCompromiseText' },
  affiliationChanged: { title: 'revoke.affiliationChanged', text: 'revoke.affiliationChangedText' },
  superseded: { title: 'revoke.superseded', text: 'revoke.supersededText' },
  cessationOfOperation: { title: 'revoke.cessationOfOperation', text: 'revoke.cessationOfOperationText' },
  unspecified: { title: 'revoke.unspecified', text: 'revoke.unspecifiedText' },
} as const satisfies Record<HolderRevocationReason, { title: string; text: string }>;

export const REVOKED_WORDS = {
  unspecified: 'revoke.unspecified',
  keyCompromise: 'revoke.keyCompromise',
  affiliationChanged: 'revoke.affiliationChanged',
  superseded: 'revoke.superseded',
  cessationOfOperation: 'revoke.cessationOfOperation',
  privilegeWithdrawn: 'revoke.privilegeWithdrawn',
} as const satisfies Record<NonNullable<CertificateReply['revocationReason']>, string>;

/** Whether it can be renewed; where not, why, and what to do. */
export const RENEWAL_WORDS = {
  possible: 'certificates.renewalPossible',
  revoked: 'certificates.renewalRevoked',
  expired: 'certificates.renewalExpired',
  tooEarly: 'certificates.renewalTooEarly',
  asked: 'certificates.renewalAsked',
  renewed: 'certificates.renewalRenewed',
  supportNotQualified: 'certificates.renewalSupportNotQualified',
  productUnavailable: 'certificates.renewalProductUnavailable',
} as const satisfies Record<RenewalState, string>;
