import type { CertificateRow } from '../../../src-shared/domain/account-views.ts';
import type { CertificateView, TokenView } from '../../../src-shared/domain/views.ts';
import type { CertificateReply } from '../../../src-shared/http/certificates.ts';

/** What the account and the plugged tokens have: one row for each certificate, however many of them know it. Latest end first. */
export function certificateRows(known: {
  readonly account: readonly CertificateReply[];
  /** SHA-256 of those that may sign in. */
  readonly signIn: ReadonlySet<string>;
  readonly tokens: readonly TokenView[];
  readonly now: number;
}): readonly CertificateRow[] {
  const onToken = new Map(known.tokens.flatMap((token) => token.certificates.map((certificate) => [certificate.sha256, { token, certificate }] as const)));
  const rows = known.account.map((certificate): CertificateRow => {
    const place = onToken.get(certificate.sha256);
    onToken.delete(certificate.sha256);
    return {
      sha256: certificate.sha256,
      name: certificate.holder,
      organization: certificate.organization,
      issuer: place?.certificate.issuer ?? certificate.issuer ?? null,
      notBefore: certificate.notBefore,
      notAfter: certificate.notAfter,
      // A copy may be days old; that time has passed is known here.
      state: certificate.state === 'valid' && certificate.notAfter < known.now ? 'expired' : certificate.state,
      account: certificate,
      token: place === undefined ? null : placeOf(place.token, place.certificate),
      signsIn: known.signIn.has(certificate.sha256),
    };
  });
  const alone = [...onToken.values()].map(({ token, certificate }): CertificateRow => {
    const { sha256, subject, issuer, notBefore, notAfter } = certificate;
    return {
      sha256,
      name: subject,
      organization: null,
      issuer,
      notBefore,
      notAfter,
      state: notAfter < known.now ? 'expired' : 'unknown',
      account: null,
      token: placeOf(token, certificate),
      signsIn: known.signIn.has(sha256),
    };
  });
  return [...rows, ...alone].toSorted((a, b) => b.notAfter - a.notAfter || a.sha256.localeCompare(b.sha256));
}

function placeOf({ readerId, serial }: TokenView, { use }: CertificateView): CertificateRow['token'] {
  return serial === null ? null : { readerId, serial, use };
}
