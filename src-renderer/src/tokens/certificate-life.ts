import type { CertificateView } from '../../../src-shared/domain/views.ts';

export type CertificateStage = 'notYet' | 'valid' | 'expiring' | 'expired';

/** Reminders start this long before the end (FEATURES row 62: 90, 60, 30 and 7 days), in milliseconds. */
const EXPIRING_WITHIN_MS = 90 * 24 * 60 * 60 * 1000;

/** Where a certificate is in its life; `left` is the share of it to come, 0 to 1. */
export function certificateLife(
  certificate: Pick<CertificateView, 'notBefore' | 'notAfter'>,
  now: number,
): { readonly stage: CertificateStage; readonly left: number } {
  const { notBefore, notAfter } = certificate;
  const left = notAfter <= notBefore ? 0 : Math.min(1, Math.max(0, (notAfter - now) / (notAfter - notBefore)));
  if (now < notBefore) return { stage: 'notYet', left };
  // RFC 5280 §4.1.2.5: the validity period includes notAfter itself.
  if (now > notAfter) return { stage: 'expired', left };
  return { stage: notAfter - now < EXPIRING_WITHIN_MS ? 'expiring' : 'valid', left };
}
