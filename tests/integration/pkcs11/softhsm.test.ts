import { createHash, verify, X509Certificate, createPublicKey } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moduleIdOf } from '../../../src-main/pkcs11/find-modules.ts';
import { pkcs11With, run } from './module-bench.ts';

const MODULE = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/softhsm/libsofthsm2.so'].find((path) => existsSync(path)) ?? '';
const PIN = '4821';
const folder = mkdtempSync(join(tmpdir(), 'clavis-softhsm-'));
const { SOFTHSM2_CONF } = process.env;
const { pkcs11, pids } = pkcs11With([MODULE]);
const moduleId = moduleIdOf(MODULE);
const pin = (text = PIN) => Uint8Array.from(Buffer.from(text));
const at = (name: string): string => join(folder, name);
let tokenSerial = '';

beforeAll(async () => {
  mkdirSync(at('tokens'));
  writeFileSync(at('softhsm2.conf'), `directories.tokendir = ${at('tokens')}\nlog.level = ERROR\n`);
  process.env['SOFTHSM2_CONF'] = at('softhsm2.conf');
  run('softhsm2-util', '--init-token', '--free', '--label', 'Clavis test', '--so-pin', '87654321', '--pin', PIN);
  run('openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', at('rsa.pem'), '-out', at('rsa.crt'), '-subj', '/CN=rsa', '-days', '2');
  run('openssl', 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', at('ec.pem'));
  run('openssl', 'x509', '-in', at('rsa.crt'), '-outform', 'DER', '-out', at('rsa.der'));
  run('softhsm2-util', '--import', at('rsa.pem'), '--token', 'Clavis test', '--label', 'rsa key', '--id', '01', '--pin', PIN);
  run('softhsm2-util', '--import', at('ec.pem'), '--token', 'Clavis test', '--label', 'ec key', '--id', '02', '--pin', PIN);
  run('pkcs11-tool', '--module', MODULE, '--token-label', 'Clavis test', '--login', '--pin', PIN, '--write-object', at('rsa.der'), '--type', 'cert', '--id', '01', '--label', 'rsa certificate');
  const { slots } = await pkcs11.inspect(moduleId);
  tokenSerial = slots[0]?.token?.serial ?? '';
});
afterAll(async () => {
  await pkcs11.close();
  if (SOFTHSM2_CONF === undefined) delete process.env['SOFTHSM2_CONF'];
  else process.env['SOFTHSM2_CONF'] = SOFTHSM2_CONF;
  rmSync(folder, { recursive: true, force: true });
});

async function sign(keyIdHex: string, mechanism: 'RSA-PKCS' | 'SHA256-RSA-PKCS' | 'ECDSA', data: Uint8Array): Promise<Uint8Array> {
  const outcome = await pkcs11.sign({ moduleId, tokenSerial, keyIdHex, mechanism, data, pin: pin() });
  if (outcome.kind !== 'ok') throw new Error(outcome.kind);
  return outcome.signature;
}

const message = Buffer.from('signed by a module');
const rsaKey = () => new X509Certificate(readFileSync(at('rsa.crt'))).publicKey;

describe('SoftHSM2', () => {
  it('is listed with its token, certificate and keys, without a PIN', async () => {
    const inspection = await pkcs11.inspect(moduleId);
    expect(inspection.version).toMatch(/^SoftHSM \d+\.\d+$/u);
    const token = inspection.slots[0]?.token;
    expect(token).toMatchObject({ label: 'Clavis test', model: 'SoftHSM v2', pin: 'unknown' });
    expect(token?.certificates).toEqual([
      { label: 'rsa certificate', idHex: '01', sha256: createHash('sha256').update(readFileSync(at('rsa.der'))).digest('hex') },
    ]);
    expect(token?.keys.map(({ idHex, type }) => `${idHex} ${type}`).toSorted()).toEqual(['01 RSA', '02 EC']);
  });

  it('signs by SHA256-RSA-PKCS', async () => {
    expect(verify('sha256', message, rsaKey(), await sign('01', 'SHA256-RSA-PKCS', message))).toBe(true);
  });

  it('signs a DigestInfo by RSA-PKCS', async () => {
    const digestInfo = Buffer.concat([Buffer.from('3031300d060960864801650304020105000420', 'hex'), createHash('sha256').update(message).digest()]);
    expect(verify('sha256', message, rsaKey(), await sign('01', 'RSA-PKCS', digestInfo))).toBe(true);
  });

  it('signs a digest by ECDSA', async () => {
    const key = { key: createPublicKey(readFileSync(at('ec.pem'))), dsaEncoding: 'ieee-p1363' as const };
    expect(verify('sha256', message, key, await sign('02', 'ECDSA', createHash('sha256').update(message).digest()))).toBe(true);
  });

  it('signs several times in one process, which then ends', async () => {
    const before = pids.length;
    const signatures = await Promise.all(Array.from({ length: 20 }, () => sign('01', 'SHA256-RSA-PKCS', message)));
    expect(signatures.every((signature) => verify('sha256', message, rsaKey(), signature))).toBe(true);
    expect(pids.length - before).toBe(1);
  });

  it('tells a wrong PIN, and what does not exist', async () => {
    const asked = { moduleId, tokenSerial, keyIdHex: '01', mechanism: 'RSA-PKCS', data: message } as const;
    await expect(pkcs11.sign({ ...asked, pin: pin('1111') })).resolves.toEqual({ kind: 'wrongPin' });
    await expect(pkcs11.sign({ ...asked, keyIdHex: '77', pin: pin() })).rejects.toMatchObject({ code: 'keyNotFound' });
    await expect(pkcs11.sign({ ...asked, keyIdHex: '02', pin: pin() })).rejects.toMatchObject({ code: 'moduleFailed', details: { ckr: expect.stringMatching(/^CKR_/u) } });
    await expect(pkcs11.sign({ ...asked, pin: Uint8Array.of(0xff, 0xfe, 0xfd, 0xfc) })).rejects.toMatchObject({ code: 'pinCharacters' });
  });
});
