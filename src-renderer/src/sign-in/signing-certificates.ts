import type { CertificateView, TokenView } from '../../../src-shared/domain/views.ts';

/** A certificate of a plugged token that can prove who somebody is: its key is for authentication, and it is in force. */
export interface SigningCertificate {
  readonly token: TokenView;
  readonly serial: string;
  readonly certificate: CertificateView;
}

/** In the order of the readers; a blocked token is among them, since what to do about it is worth saying. */
export function signingCertificates(tokens: readonly TokenView[], now: number): readonly SigningCertificate[] {
  return tokens.flatMap((token): readonly SigningCertificate[] => {
    const { serial, state, abilities, pinFormat, certificates } = token;
    if (serial === null || state !== 'ready' || !abilities.sign || pinFormat === null) return [];
    return certificates
      .filter(({ use, notBefore, notAfter }) => use === 'authentication' && notBefore <= now && now <= notAfter)
      .map((certificate) => ({ token, serial, certificate }));
  });
}
