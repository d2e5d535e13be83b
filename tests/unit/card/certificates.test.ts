import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { certificateView } from '../../../src-main/card/applets/shared/certificate-view.ts';
import {
  CERTIFICATES_MAX,
  parseCertificateDirectory,
  parseDirectory,
  parseObjectDirectory,
} from '../../../src-main/card/applets/pkcs15/pkcs15-directories.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { hex, toHex } from '../../support/apdu-script.ts';
import { blockedState } from '../../support/card-bench.ts';

/** Certificate files of the virtual card: whatever begins like a long SEQUENCE and is one X.509 certificate. */
async function certificatesOfCard(): Promise<readonly Uint8Array[]> {
  const { files } = await blockedState();
  return files
    .map(({ content }) => Uint8Array.from(Buffer.from(content, 'base64')))
    .filter((content) => content.length > 500 && content[0] === 0x30 && content[1] === 0x82);
}

const refused = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return error instanceof AppError ? error.code : 'not an AppError';
  }
  return 'accepted';
};

describe('certificateView', () => {
  it('shows what the certificate says, checked against node:crypto', async () => {
    const ders = await certificatesOfCard();
    expect(ders).toHaveLength(2);
    for (const der of ders) {
      const judge = new X509Certificate(der);
      expect(certificateView(der)).toEqual({
        use: expect.stringMatching(/^(signature|authentication)$/u),
        subject: 'Camille Durand',
        issuer: judge.issuer.split('\n').find((line) => line.startsWith('CN='))?.slice(3),
        notBefore: Date.parse(judge.validFrom),
        notAfter: Date.parse(judge.validTo),
        sha256: judge.fingerprint256.replaceAll(':', '').toLowerCase(),
      });
    }
    expect(new Set(ders.map((der) => certificateView(der).use)).size).toBe(2);
  });

  it('refuses what is no certificate, with the one error of this program', async () => {
    const [der] = await certificatesOfCard();
    if (der === undefined) throw new Error('the card has no certificate');
    const cut = der.subarray(0, -1);
    const bent = der.with(der.length >> 1, (der[der.length >> 1] ?? 0) ^ 0xff);
    for (const bytes of [hex(''), hex('3000'), hex('30023000'), hex('3006300430020500'), cut]) {
      expect(refused(() => certificateView(bytes))).toBe('tokenMalformedAnswer');
    }
    expect(['accepted', 'tokenMalformedAnswer']).toContain(refused(() => certificateView(bent)));
  });
});

describe('PKCS#15', () => {
  it('EF.DIR: the application identifiers', () => {
    expect(parseDirectory(hex('610F 4F04E828BD08 5007436C6176697320 0000')).map(toHex)).toEqual(['E828BD08']);
    expect(parseDirectory(hex('5F0100'))).toEqual([]);
    expect(parseDirectory(hex(''))).toEqual([]);
    expect(refused(() => parseDirectory(hex('610F4F04E828')))).toBe('tokenMalformedAnswer');
  });

  it('EF.ODF: the certificate directories alone', () => {
    const odf = hex('A8063004 04027001 A4063004 04027005 A0063004 04027002 FFFF');
    expect(parseObjectDirectory(odf).map(toHex)).toEqual(['7005']);
    expect(refused(() => parseObjectDirectory(hex('A4023000')))).toBe('tokenMalformedAnswer');
    expect(refused(() => parseObjectDirectory(hex('A4053003040150')))).toBe('tokenMalformedAnswer');
  });

  const entry = (path: string): string => `300E30003000A108300630040402${path}`;
  it('EF.CDF: where each certificate is', () => {
    expect(parseCertificateDirectory(hex(`${entry('3401')}${entry('3402')}00000000`)).map(toHex)).toEqual(['3401', '3402']);
    expect(refused(() => parseCertificateDirectory(hex('30043000A100')))).toBe('tokenMalformedAnswer');
    expect(refused(() => parseCertificateDirectory(hex(entry('3401').repeat(CERTIFICATES_MAX + 1))))).toBe('tokenMalformedAnswer');
  });
});
