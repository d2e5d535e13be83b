import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CertificateSummary } from '../../../src-shared/http/certificates.ts';
import { AuthorityFixture } from '../../contract/authority-fixture.ts';
import { CertificateDesk, confirmationOf, TOKEN_PRODUCT } from '../../contract/certificates/certificate-desk.ts';
import { Openssl } from '../../support/openssl.ts';

/** From the request of a key made by openssl to a certificate that openssl refuses, over HTTP, by this machine's clock. */
const openssl = new Openssl();
let authority: AuthorityFixture;
let desk: CertificateDesk;
let address: string;
let issued: CertificateSummary;

beforeAll(async () => {
  // A little behind, so that what is issued is valid already by the clock that openssl reads.
  authority = await AuthorityFixture.open();
  // A little behind this machine's clock, by which openssl judges.
  authority.now = Date.now() - 5000;
  desk = await CertificateDesk.open(authority);
  address = await authority.authority.listen();
  await fetchAll();
  for (const name of ['root', 'issuing']) openssl.ok('x509', '-inform', 'DER', '-in', `${name}.cer`, '-out', `${name}.pem`);
});
afterAll(async () => {
  await authority?.close();
  openssl.close();
});

async function fetchAll(): Promise<void> {
  for (const file of ['root.cer', 'issuing.cer', 'root.crl', 'issuing.crl']) {
    writeFileSync(openssl.path(file), Buffer.from(await (await fetch(`${address}/ca/${file}`)).arrayBuffer()));
  }
  const crls = ['root', 'issuing'].map((name) => openssl.ok('crl', '-inform', 'DER', '-in', `${name}.crl`));
  openssl.file('crls.pem', crls.join(''));
}

const verify = () => openssl.run('verify', '-x509_strict', '-crl_check_all', '-CAfile', 'root.pem', '-untrusted', 'issuing.pem', '-CRLfile', 'crls.pem', 'person.pem');
const status = () => openssl.ask('ocsp', '-issuer', 'issuing.pem', '-cert', 'person.pem', '-nonce', '-url', `${address}/ocsp`, '-CAfile', 'root.pem', '-verify_other', 'issuing.pem');

test('issued over a key of openssl, it verifies and OCSP calls it good', async () => {
  openssl.ok('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.pem', '-out', 'csr.pem', '-subj', '/CN=Mallory');
  const { requestId } = await desk.accepted(TOKEN_PRODUCT);
  issued = (await desk.issue({ ...(await desk.orderFor(requestId, 'token')), csr: readFileSync(openssl.path('csr.pem'), 'utf8') })).body();
  const file = await authority.call('certificateFile', { bearer: desk.holder.bearer, params: { certificateSerial: issued.serial } });
  openssl.file('person.cer', file.bytes);
  openssl.ok('x509', '-inform', 'DER', '-in', 'person.cer', '-out', 'person.pem');
  await fetchAll();
  expect(verify().output).toContain('person.pem: OK');
  const { output } = await status();
  expect(output).toContain('Response verify OK');
  expect(output).toContain('person.pem: good');
  expect(output).not.toMatch(/nonce/iu);
  openssl.file('message', 'what is signed');
  openssl.ok('dgst', '-sha256', '-sign', 'key.pem', '-out', 'signature', 'message');
  openssl.file('public.pem', openssl.ok('x509', '-in', 'person.pem', '-noout', '-pubkey'));
  expect(openssl.ok('dgst', '-sha256', '-verify', 'public.pem', '-signature', 'signature', 'message')).toContain('Verified OK');
});

test('revoked, it is refused by the list fetched next and by OCSP, with reason and time', async () => {
  const revoked = await authority.call('revokeCertificate', {
    bearer: desk.holder.bearer,
    params: { certificateSerial: issued.serial },
    body: { reason: 'keyCompromise', confirmation: confirmationOf(issued.serial) },
    idempotencyKey: '3f1d7f0e-8a51-4c1b-9e61-0a4f7f2d3b11',
  });
  expect(revoked.status).toBe(200);
  await fetchAll();
  const verdict = verify();
  expect([verdict.code === 0, verdict.output]).toEqual([false, expect.stringContaining('certificate revoked')]);
  const { output } = await status();
  expect(output).toMatch(/person\.pem: revoked\s.*Reason: keyCompromise\s+Revocation Time: /su);
});

test('a software certificate opens in openssl with the password that was shown once', async () => {
  const { serial } = await desk.software();
  const reply = (await authority.call('downloadCertificate', { bearer: desk.holder.bearer, params: { certificateSerial: serial } })).body();
  openssl.file('software.p12', Buffer.from(reply.pkcs12, 'base64'));
  openssl.ok('pkcs12', '-in', 'software.p12', '-passin', `pass:${reply.password}`, '-nodes', '-out', 'software.pem');
  openssl.file('person.pem', openssl.ok('x509', '-in', 'software.pem'));
  expect(openssl.ok('x509', '-in', 'person.pem', '-noout', '-serial')).toContain(serial);
  expect(openssl.ok('x509', '-in', 'person.pem', '-noout', '-pubkey')).toBe(openssl.ok('pkey', '-in', 'software.pem', '-pubout'));
  await fetchAll();
  expect(verify().output).toContain('person.pem: OK');
});
