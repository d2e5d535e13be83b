import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerOcsp, type OcspResponder } from '../../../src-server/ca/answer-ocsp.ts';
import { buildOcspResponse, type CertificateStatus } from '../../../src-server/ca/build-ocsp-response.ts';
import { makePkcs12 } from '../../../src-server/ca/pkcs12.ts';
import { readCertificate } from '../../../src-server/ca/read-certificate.ts';
import { readOcspRequest } from '../../../src-server/ca/read-ocsp-request.ts';
import { readCsr } from '../../../src-server/ca/read-csr.ts';
import { Openssl, pem } from '../../support/openssl.ts';
import { newSerial, RehearsalCa } from '../../support/rehearsal-ca.ts';

const openssl = new Openssl();
let ca: RehearsalCa;
/** openssl judges by the clock of this machine. */
const NOW = Math.floor(Date.now() / 1000) * 1000 - 1000;

beforeAll(async () => {
  ca = await RehearsalCa.make(NOW);
  openssl.file('root.pem', pem('CERTIFICATE', ca.root.der));
  openssl.file('issuing.pem', pem('CERTIFICATE', ca.issuing.der));
  openssl.file('root-crl.pem', pem('X509 CRL', await ca.rootCrl()));
});
afterAll(() => openssl.close());

async function verify(certificate: Uint8Array, crl: Uint8Array): Promise<{ code: number | null; output: string }> {
  const crls = openssl.file('crls.pem', `${pem('X509 CRL', crl)}${pem('X509 CRL', await ca.rootCrl())}`);
  const subject = openssl.file('subject.pem', pem('CERTIFICATE', certificate));
  return openssl.run('verify', '-x509_strict', '-policy_check', '-CAfile', 'root.pem', '-untrusted', 'issuing.pem', '-crl_check_all', '-CRLfile', crls, subject);
}

describe('certificates', () => {
  test.each(['qscd-dual', 'qscd-signature', 'qscd-authentication', 'software'] as const)('%s verifies under the strictest rules', async (profile) => {
    const { output } = await verify(await ca.issue(profile), await ca.crl([]));
    expect(output).toContain('subject.pem: OK');
  });

  test('the responder is one for OCSP', () => {
    openssl.file('responder.pem', pem('CERTIFICATE', ca.responder));
    expect(openssl.ok('verify', '-x509_strict', '-purpose', 'ocsphelper', '-CAfile', 'root.pem', '-untrusted', 'issuing.pem', 'responder.pem')).toContain('OK');
    const text = openssl.ok('x509', '-in', 'responder.pem', '-noout', '-text');
    expect(text).toContain('OCSP Signing');
    expect(text).toContain('OCSP No Check');
  });

  test('root and issuing authority are what their profiles say', () => {
    const root = openssl.ok('x509', '-in', 'root.pem', '-noout', '-text');
    expect(root).toContain('ecdsa-with-SHA384');
    expect(root).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:1/u);
    expect(root).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign/u);
    const issuing = openssl.ok('x509', '-in', 'issuing.pem', '-noout', '-text');
    expect(issuing).toMatch(/CA:TRUE, pathlen:0/u);
    expect(issuing).toContain('X509v3 Any Policy');
  });

  test('a certificate on a qualified device says it, in the forms of EN 319 412', async () => {
    openssl.file('person.pem', pem('CERTIFICATE', await ca.issue('qscd-dual')));
    const text = openssl.ok('x509', '-in', 'person.pem', '-noout', '-text', '-nameopt', 'utf8,sep_comma_plus_space,sname');
    expect(text).toContain('Subject: C=FR, O=Société d’Exemple, organizationIdentifier=NTRFR-000000000, SN=Lefèvre-Ñandú, GN=Anaïs, serialNumber=7F3A-0042, CN=Anaïs Lefèvre-Ñandú');
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature, Non Repudiation/u);
    expect(text).toContain('TLS Web Client Authentication');
    expect(text).toContain('Policy: 1.3.6.1.4.1.32473.7.1.1');
    expect(text).toContain('URI:http://pki.clavis.example/issuing.crl');
    expect(text).toContain('OCSP - URI:http://pki.clavis.example/ocsp');
    expect(text).toContain('CA Issuers - URI:http://pki.clavis.example/issuing.cer');
    const qualified = openssl.ok('asn1parse', '-in', 'person.pem', '-strparse', offsetOf('qcStatements'));
    expect(qualified.match(/OBJECT\s+:(\S+)/gu)?.map((line) => line.split(':')[1])).toEqual(['0.4.0.1862.1.1', '0.4.0.1862.1.4', '0.4.0.1862.1.6', '0.4.0.1862.1.6.1', '0.4.0.1862.1.5']);
    expect(qualified).toMatch(/IA5STRING\s+:https:\/\/clavis.example\/pds\/en.pdf\s.*PRINTABLESTRING\s+:en\s/su);
  });

  test('a software certificate does not claim a device', async () => {
    openssl.file('person.pem', pem('CERTIFICATE', await ca.issue('software')));
    const qualified = openssl.ok('asn1parse', '-in', 'person.pem', '-strparse', offsetOf('qcStatements'));
    expect(qualified).toContain('0.4.0.1862.1.1');
    expect(qualified).not.toContain('0.4.0.1862.1.4\n');
  });

  function offsetOf(extension: string): string {
    const lines = openssl.ok('asn1parse', '-in', 'person.pem').split('\n');
    const at = lines.findIndex((line) => line.includes(`:${extension}`));
    return /^\s*(\d+):/u.exec(lines[at + 1] ?? '')?.[1] ?? '';
  }
});

describe('revocation lists', () => {
  test('a certificate that is in it does not verify, one that is not does', async () => {
    const serial = newSerial();
    const revoked = await ca.issue('qscd-dual', { serial });
    const crl = await ca.crl([{ serial, revokedAt: NOW, reason: 'keyCompromise', notAfter: NOW + 1e9 }], 7);
    const verdict = await verify(revoked, crl);
    expect(verdict.code).not.toBe(0);
    expect(verdict.output).toContain('certificate revoked');
    expect((await verify(await ca.issue('qscd-dual'), crl)).output).toContain('OK');
  });

  test('it is version 2, with its number, and reasons but the unspecified one', async () => {
    const entries = (['keyCompromise', 'unspecified', 'superseded'] as const).map((reason) => ({ serial: newSerial(), revokedAt: NOW, reason, notAfter: NOW + 1e9 }));
    openssl.file('issuing.crl', await ca.crl(entries, 300));
    const text = openssl.ok('crl', '-inform', 'DER', '-in', 'issuing.crl', '-CAfile', 'issuing.pem', '-noout', '-text', '-crlnumber');
    expect(text).toContain('verify OK');
    expect(text).toContain('Version 2 (0x1)');
    expect(text).toContain('crlNumber=0x012C');
    expect(text.match(/Serial Number: [0-9A-F]{32}/gu)).toHaveLength(3);
    expect(text.match(/CRL Reason Code/gu)).toHaveLength(2);
    expect(text).toContain('Key Compromise');
    expect(text).toContain('Superseded');
  });
});

describe('a long list', () => {
  test('has every entry, beyond 2049 in the other form of time too', async () => {
    const entries = Array.from({ length: 1200 }, (_, i) => ({ serial: newSerial(), revokedAt: i % 2 === 0 ? NOW : Date.UTC(2051, 0, 1), reason: 'superseded' as const, notAfter: NOW + 1e9 }));
    openssl.file('long.crl', await ca.crl(entries, 70_000));
    const text = openssl.ok('crl', '-inform', 'DER', '-in', 'long.crl', '-CAfile', 'issuing.pem', '-noout', '-text');
    expect(text).toContain('verify OK');
    expect(text.match(/Serial Number: ([0-9A-F]{32})/gu)?.map((line) => line.slice(15))).toEqual(entries.map(({ serial }) => serial));
    expect(text.match(/Jan {2}1 00:00:00 2051 GMT/gu)).toHaveLength(600);
    const { code } = openssl.run('asn1parse', '-inform', 'DER', '-in', 'long.crl');
    expect(code).toBe(0);
  });
});

describe('OCSP', () => {
  const serials = { good: newSerial(), revoked: newSerial(), never: newSerial() };
  const statuses = new Map<string, CertificateStatus>([
    [serials.good, { status: 'good' }],
    [serials.revoked, { status: 'revoked', at: NOW - 60_000, reason: 'keyCompromise' }],
  ]);
  const responder = (): OcspResponder => ({ issuer: ca.issuing, certificate: readCertificate(ca.responder), signer: ca.responderSigner, statuses: async () => statuses });

  /** Both readings of one answer: signature and nonce against the very request, then the state of each serial. */
  async function ask(...args: readonly string[]): Promise<string> {
    openssl.ok('ocsp', ...args, '-reqout', 'request.der');
    const { der } = await answerOcsp(readFileSync(openssl.path('request.der')), responder(), Date.now());
    openssl.file('response.der', der);
    const signed = openssl.run('ocsp', '-reqin', 'request.der', '-respin', 'response.der', '-CAfile', 'root.pem').output;
    const read = openssl.run('ocsp', ...args.filter((arg) => arg !== '-nonce'), '-no_nonce', '-respin', 'response.der', '-CAfile', 'root.pem').output;
    return `${signed}${read}`;
  }

  test.each(['-sha1', '-sha256'])('good, revoked with reason and time, unknown, in one request, CertIDs by %s', async (digest) => {
    const output = await ask('-issuer', 'issuing.pem', '-nonce', ...Object.values(serials).flatMap((serial) => [digest, '-serial', `0x${serial}`]));
    expect(output).toContain('Response verify OK');
    expect(output).toContain(`0x${serials.good}: good`);
    expect(output).toMatch(new RegExp(`0x${serials.revoked}: revoked\\s.*Reason: keyCompromise\\s+Revocation Time:`, 'su'));
    expect(output).toContain(`0x${serials.never}: unknown`);
    expect(output).not.toMatch(/nonce/iu);
  });

  test('without a nonce the answer has none', async () => {
    const output = await ask('-issuer', 'issuing.pem', '-no_nonce', '-serial', `0x${serials.good}`);
    expect(output).toContain('Response verify OK');
    expect(output).toContain('good');
    expect(openssl.run('ocsp', '-respin', 'response.der', '-resp_text', '-noverify').output).not.toContain('OCSP Nonce');
  });

  test('another authority’s certificate: unauthorized', async () => {
    const output = await ask('-issuer', 'root.pem', '-serial', `0x${serials.good}`);
    expect(output).toContain('unauthorized (6)');
  });

  test('an answer about certificates of two authorities is believed by nobody, whoever certified its responder (RFC 6960, 4.2.2.2)', async () => {
    const other = await RehearsalCa.make(NOW);
    openssl.file('other.pem', pem('CERTIFICATE', other.issuing.der));
    openssl.file('roots.pem', pem('CERTIFICATE', ca.root.der) + pem('CERTIFICATE', other.root.der));
    const pairs = [[ca, 'issuing.pem'], [other, 'other.pem']] as const;
    const judge = async (signedBy: RehearsalCa, asked: ReadonlyArray<(typeof pairs)[number]>): Promise<string> => {
      const names = asked.flatMap(([, file]) => ['-issuer', file, '-serial', `0x${serials.good}`]);
      openssl.ok('ocsp', ...names, '-no_nonce', '-reqout', 'request.der');
      const certIds = readOcspRequest(readFileSync(openssl.path('request.der')))?.certIds ?? [];
      expect(certIds).toHaveLength(asked.length);
      const answer = { certificates: certIds.map((certId) => ({ certId, status: { status: 'good' } as const })), nonce: null, thisUpdate: NOW, nextUpdate: NOW + 600_000 };
      openssl.file('response.der', await buildOcspResponse(answer, readCertificate(signedBy.responder), signedBy.responderSigner));
      return openssl.run('ocsp', ...names, '-no_nonce', '-respin', 'response.der', '-CAfile', 'roots.pem').output;
    };
    // Each by itself, then both; the chain is there, what it may speak for is not.
    for (const pair of pairs) {
      expect(await judge(pair[0], [pair])).toContain('Response verify OK');
      for (const both of [pairs, pairs.toReversed()]) expect(await judge(pair[0], both)).toMatch(/Response Verify Failure.*root ca not trusted/su);
    }
    expect(await judge(other, [pairs[0]])).toContain('Response Verify Failure');
  });

  test('the response names its key, is not signed by the authority itself and brings the responder along', async () => {
    await ask('-issuer', 'issuing.pem', '-serial', `0x${serials.good}`);
    const text = openssl.run('ocsp', '-respin', 'response.der', '-resp_text', '-noverify').output;
    expect(text).toMatch(/Responder Id: [0-9A-F]{40}\n/u);
    expect(text).toContain('Clavis OCSP 1');
    expect(text).toContain('ecdsa-with-SHA256');
  });
});

describe('requests of openssl', () => {
  test.each([
    ['RSA 2048', ['-newkey', 'rsa:2048']],
    ['RSA 3072', ['-newkey', 'rsa:3072']],
    ['P-256', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']],
    ['P-384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384']],
  ])('%s is taken, and its certificate verifies', async (_name, key) => {
    openssl.ok('req', '-new', '-nodes', '-keyout', 'key.pem', '-out', 'csr.pem', '-subj', '/CN=somebody else', ...key);
    const publicKey = readCsr(readFileSync(openssl.path('csr.pem'), 'utf8'));
    const certificate = await ca.issue('software', { publicKey });
    expect((await verify(certificate, await ca.crl([]))).output).toContain('OK');
    const text = openssl.ok('x509', '-in', 'subject.pem', '-noout', '-subject', '-pubkey');
    expect(text).not.toContain('somebody else');
    expect(text).toContain(openssl.ok('pkey', '-in', 'key.pem', '-pubout').trim());
  });

  test.each([
    ['RSA 1024', 'keySize', ['-newkey', 'rsa:1024']],
    ['an exponent of 3', 'keyExponent', ['-newkey', 'rsa:2048', '-pkeyopt', 'rsa_keygen_pubexp:3']],
    ['Ed25519', 'keyType', ['-newkey', 'ed25519']],
    ['P-521', 'keySize', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-521']],
    ['explicit parameters', 'keyForm', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-pkeyopt', 'ec_param_enc:explicit']],
    ['SHA-1', 'signatureAlgorithm', ['-newkey', 'rsa:2048', '-sha1']],
  ])('%s is refused: %s', async (_name, reason, key) => {
    openssl.ok('req', '-new', '-nodes', '-keyout', 'key.pem', '-out', 'csr.pem', '-subj', '/CN=x', ...key);
    const csr = readFileSync(openssl.path('csr.pem'), 'utf8');
    expect(() => readCsr(csr)).toThrow(expect.objectContaining({ code: 'csrInvalid', details: { reason } }));
  });
});

describe('PKCS#12', () => {
  test('openssl opens it with its password: key, certificate and chain belong together; no weak cipher in it', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const certificate = await ca.issue('software', { publicKey: publicKey.export({ format: 'der', type: 'spki' }) });
    const password = 'AB12C-DE3FG-4HJKM-5NPQR-STVWX';
    openssl.file('software.p12', makePkcs12(privateKey.export({ format: 'der', type: 'pkcs8' }), [certificate, ca.issuing.der, ca.root.der], password));
    const info = openssl.ok('pkcs12', '-in', 'software.p12', '-passin', `pass:${password}`, '-info', '-nodes');
    expect(info).toContain('MAC: sha256, Iteration 2048');
    expect(info).toContain('PBES2, PBKDF2, AES-256-CBC, Iteration 2048, PRF hmacWithSHA256');
    expect(info.match(/BEGIN CERTIFICATE/gu)).toHaveLength(3);
    openssl.ok('pkcs12', '-in', 'software.p12', '-passin', `pass:${password}`, '-nodes', '-out', 'opened.pem');
    const belongs = openssl.ok('pkcs12', '-in', 'software.p12', '-passin', `pass:${password}`, '-clcerts', '-nokeys');
    openssl.file('client.pem', belongs);
    expect(openssl.ok('x509', '-in', 'client.pem', '-noout', '-pubkey')).toBe(openssl.ok('pkey', '-in', 'opened.pem', '-pubout'));
    expect(openssl.ok('verify', '-CAfile', 'root.pem', '-untrusted', 'opened.pem', 'client.pem')).toContain('OK');
    expect(openssl.run('pkcs12', '-in', 'software.p12', '-passin', 'pass:wrong', '-info', '-nodes').output).toContain('invalid password');
  });
});
