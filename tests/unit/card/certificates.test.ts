import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { certificateView } from '../../../src-main/card/applets/shared/certificate-view.ts';
import {
  CERTIFICATES_MAX,
  parseCertificateDirectory,
  parseDirectory,
  parseObjectDirectory, parsePrivateKeyDirectory,
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

  it('EF.ODF: the directories of certificates and of private keys', () => {
    const odf = hex('A8063004 04027001 A4063004 04027005 A0063004 04027002 FFFF');
    const { certificates, privateKeys } = parseObjectDirectory(odf);
    expect([certificates.map(toHex), privateKeys.map(toHex)]).toEqual([['7005'], ['7002']]);
    expect(refused(() => parseObjectDirectory(hex('A4023000')))).toBe('tokenMalformedAnswer');
    expect(refused(() => parseObjectDirectory(hex('A4053003040150')))).toBe('tokenMalformedAnswer');
  });

  const entry = (path: string): string => `300E30003000A108300630040402${path}`;
  it('EF.CDF: where each certificate is', () => {
    const entries = parseCertificateDirectory(hex(`${entry('3401')}${entry('3402')}00000000`));
    expect(entries).toEqual([{ id: null, path: hex('3401') }, { id: null, path: hex('3402') }]);
    expect(parseCertificateDirectory(hex('3015 3000 3003040145 A10C 300A 3008 04063F0050153401'))).toEqual([{ id: hex('45'), path: hex('3F0050153401') }]);
    expect(refused(() => parseCertificateDirectory(hex('30043000A100')))).toBe('tokenMalformedAnswer');
    expect(refused(() => parseCertificateDirectory(hex(entry('3401').repeat(CERTIFICATES_MAX + 1))))).toBe('tokenMalformedAnswer');
  });

  it('EF.PrKDF: identifier and reference of each RSA key that has both', () => {
    const key = (attributes: string): string => {
      const length = (attributes.length / 2).toString(16).padStart(2, '0');
      return `30${(attributes.length / 2 + 4).toString(16).padStart(2, '0')}300030${length}${attributes}`;
    };
    const keys = parsePrivateKeyDirectory(hex(`${key('040145030206C002020081')}${key('040146020101')}${key('040147')}00000000`));
    expect(keys).toEqual([{ id: hex('45'), reference: 0x81 }, { id: hex('46'), reference: 0x01 }]);
    // A reference is one byte.
    for (const reference of ['02020181', '0203000081', '0200']) expect(refused(() => parsePrivateKeyDirectory(hex(key(`040145${reference}`))))).toBe('tokenMalformedAnswer');
  });
});
