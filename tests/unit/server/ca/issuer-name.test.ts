import { describe, expect, it } from 'vitest';
import { issuerName } from '../../../../src-server/ca/issuer-name.ts';
import { LoginCa } from '../../../support/login-certificate.ts';

const NOW = Date.UTC(2026, 10, 25);

/** One certificate of an issuer of this name, DER. */
function issuedBy(name: string, subject = 'CN=Titulaire'): Promise<Buffer> {
  const ca = new LoginCa(NOW, { name });
  return ca.issue(ca.keys.publicKey, { subject });
}

describe('the name of an issuer', () => {
  it('is its own for each, though the same algorithm signs for all, long names too', async () => {
    const long = `Autorité ${'très '.repeat(20)}longue`;
    for (const round of [1, 2]) {
      for (const name of ['Clavis AC Qualifiée', 'Clavis AC Qualifiée 2', `${long} 1`, `${long} 2`]) {
        expect(issuerName(await issuedBy(`C=FR, O=${'O'.repeat(60)}, CN=${name}`, `CN=Titulaire ${round}`))).toBe(name);
      }
    }
  });

  it('is the whole name on one line where it has no common name', async () => {
    expect(issuerName(await issuedBy('C=FR, O=Clavis'))).toBe('C=FR, O=Clavis');
  });
});
