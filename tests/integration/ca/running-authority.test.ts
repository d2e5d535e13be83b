import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runInitCa } from '../../../src-server/commands/init-ca-command.ts';
import { makeConfig } from '../../../src-server/config.ts';
import { openAuthority, type Authority } from '../../../src-server/open-authority.ts';
import { Openssl } from '../../support/openssl.ts';

const openssl = new Openssl();
let authority: Authority;
let address: string;
const printed: string[] = [];

beforeAll(async () => {
  const config = makeConfig({ dataDir: openssl.path('data'), vaultPassphrase: 'passphrase of the tests' });
  const print = (line: string): void => void printed.push(line);
  expect(await runInitCa(['--out', openssl.path('out')], { print, warn: print, config: () => config })).toBe(0);
  authority = await openAuthority(config);
  address = await authority.listen();
  for (const file of ['root.cer', 'issuing.cer', 'chain.pem', 'root.crl', 'issuing.crl']) {
    writeFileSync(openssl.path(file), Buffer.from(await (await fetch(`${address}/ca/${file}`)).arrayBuffer()));
  }
  for (const name of ['root', 'issuing']) openssl.ok('x509', '-inform', 'DER', '-in', `${name}.cer`, '-out', `${name}.pem`);
});
afterAll(async () => {
  await authority?.close();
  openssl.close();
});

test('init-ca says what it made, with digests that openssl finds too', () => {
  expect(printed.slice(0, 3).map((line) => line.split(',')[0])).toEqual(['root-ca: made', 'issuing-ca: made', 'ocsp-responder: made']);
  const fingerprint = openssl.ok('x509', '-inform', 'DER', '-in', 'out/root.cer', '-noout', '-fingerprint', '-sha256');
  expect(printed[0]).toContain(`sha256 ${fingerprint.split('=')[1]?.trim().replaceAll(':', '').toLowerCase()}`);
});

test('what it serves is what it wrote, and openssl verifies it', () => {
  expect(openssl.run('dgst', '-sha256', 'out/issuing.cer', 'issuing.cer').output.match(/= ([0-9a-f]{64})/gu)?.every((one, _, all) => one === all[0])).toBe(true);
  expect(openssl.ok('verify', '-x509_strict', '-CAfile', 'root.pem', 'issuing.pem')).toContain('OK');
  for (const [crl, issuer] of [['root.crl', 'root.pem'], ['issuing.crl', 'issuing.pem']] as const) {
    expect(openssl.ok('crl', '-inform', 'DER', '-in', crl, '-CAfile', issuer, '-noout')).toContain('verify OK');
  }
  expect(openssl.ok('storeutl', '-noout', '-certs', 'chain.pem')).toContain('Total found: 2');
});

test.each(['POST', 'GET'])('openssl ocsp asks over %s and believes the answer', async (method) => {
  const ask = ['ocsp', '-issuer', 'issuing.pem', '-serial', '0x00112233445566778899AABBCCDDEEFF', '-CAfile', 'root.pem', '-verify_other', 'issuing.pem'];
  if (method === 'POST') {
    const { code, output } = await openssl.ask(...ask, '-url', `${address}/ocsp`);
    expect([code, output]).toEqual([0, expect.stringContaining('Response verify OK')]);
    expect(output).toContain('unknown');
    expect(output).not.toMatch(/nonce/iu);
    return;
  }
  openssl.ok(...ask.slice(0, 5), '-no_nonce', '-reqout', 'request.der');
  const reply = await fetch(`${address}/ocsp/${encodeURIComponent(readFileSync(openssl.path('request.der')).toString('base64'))}`);
  expect([reply.headers.get('content-type'), reply.headers.get('cache-control')]).toEqual(['application/ocsp-response', expect.stringMatching(/^public, max-age=(600|599)/u)]);
  openssl.file('response.der', Buffer.from(await reply.arrayBuffer()));
  expect(openssl.run(...ask, '-no_nonce', '-respin', 'response.der').output).toContain('Response verify OK');
});
