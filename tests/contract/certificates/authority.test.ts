import { X509Certificate } from 'node:crypto';
import { CertificateList } from '@peculiar/asn1-x509';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../../src-server/audit/verify-audit.ts';
import { parseDer } from '../../../src-server/ca/parse-der.ts';
import { readCertificate } from '../../../src-server/ca/read-certificate.ts';
import { initAuthority } from '../../../src-server/use-cases/certificates/init-authority.ts';
import { currentRevocationList } from '../../../src-server/use-cases/certificates/revocation-list.ts';
import { fileVault } from '../../../src-server/vault/file-vault.ts';
import { newVaultSecrets } from '../../../src-server/vault/vault-secrets.ts';
import { ocspRequestFor } from '../../support/ocsp-request.ts';
import { AuthorityFixture } from '../authority-fixture.ts';

const HOUR = 3_600_000;
let authority: AuthorityFixture;
beforeEach(async () => {
  // Keys of its own: the vault that tests share would hold another test's.
  authority = await AuthorityFixture.open({ parts: { vault: await fileVault(await newVaultSecrets()) } });
});
afterEach(() => authority.close());

const kinds = async (): Promise<readonly string[]> => {
  const rows = await authority.authority.deps.db.selectFrom('authorities').select(['kind', 'number']).orderBy('created_at').orderBy('kind').execute();
  return rows.map(({ kind, number }) => `${kind} ${number}`).toSorted();
};
const events = async (event: string): Promise<number> => {
  const rows = await authority.authority.deps.db.selectFrom('audit').select('seq').where('event', '=', event).execute();
  return rows.length;
};
const fetchFile = async (file: string) => authority.call('authorityFile', { params: { file } });
async function crlOf(file: 'issuing.crl' | 'root.crl'): Promise<{ readonly number: number; readonly list: CertificateList }> {
  const reply = await fetchFile(file);
  expect(reply.status).toBe(200);
  const list = parseDer(reply.bytes, CertificateList);
  if (list === null) throw new Error('not a list');
  const number = list.tbsCertList.crlExtensions?.find(({ extnID }) => extnID === '2.5.29.20');
  return { list, number: Buffer.from(number?.extnValue.buffer ?? new ArrayBuffer(0)).readUIntBE(2, (number?.extnValue.byteLength ?? 3) - 2) };
}

describe('before init-ca', () => {
  it('there are no certificates and no lists, and OCSP knows of none', async () => {
    for (const file of ['root.cer', 'issuing.cer', 'chain.pem', 'root.crl', 'issuing.crl']) {
      expect((await fetchFile(file)).refusal()).toMatchObject({ code: 'authorityNotMade' });
    }
    const reply = await authority.call('readStatus', { params: { ocspRequest: 'MAA=' } });
    expect([reply.status, Buffer.from(reply.bytes).toString('hex')]).toEqual([200, '30030a0106']);
  });
});

describe('init-ca', () => {
  it('makes root, issuing authority, responder and both lists, once', async () => {
    const { deps } = authority.authority;
    expect((await initAuthority(deps)).map(({ made }) => made)).toEqual([true, true, true]);
    expect((await initAuthority(deps)).map(({ made }) => made)).toEqual([false, false, false]);
    expect(await kinds()).toEqual(['issuing-ca 1', 'ocsp-responder 1', 'root-ca 1']);
    expect([await events('authority.certified'), await events('revocationList.issued')]).toEqual([3, 2]);
    expect(await verifyAudit(deps.db)).toMatchObject({ ok: true });
  });

  it('by eight programs at once makes one of each', async () => {
    const { deps } = authority.authority;
    const all = await Promise.all(Array.from({ length: 8 }, () => initAuthority(deps)));
    expect(await kinds()).toEqual(['issuing-ca 1', 'ocsp-responder 1', 'root-ca 1']);
    expect(new Set(all.map((one) => one.map(({ certificate }) => certificate.serial).join(' '))).size).toBe(1);
    expect(all.flat().filter(({ made }) => made)).toHaveLength(3);
  });

  it('goes by the vault it was made with: another one is refused, and nothing is made', async () => {
    await initAuthority(authority.authority.deps);
    const other = { ...authority.authority.deps, vault: await fileVault(await newVaultSecrets()) };
    await expect(initAuthority(other)).rejects.toThrow(expect.objectContaining({ code: 'vaultUnavailable' }));
    await expect(currentRevocationList({ ...other, clock: { ...other.clock, now: () => authority.now + 25 * HOUR } }, 'issuing-ca')).rejects.toThrow(
      expect.objectContaining({ code: 'vaultUnavailable' }),
    );
    expect(await kinds()).toHaveLength(3);
  });
});

describe('what everyone may fetch', () => {
  beforeEach(() => initAuthority(authority.authority.deps));

  it('certificates and lists in their media types, to be cached, without an account', async () => {
    const types: Readonly<Record<string, string>> = {
      'root.cer': 'application/pkix-cert',
      'issuing.cer': 'application/pkix-cert',
      'chain.pem': 'application/pem-certificate-chain',
      'root.crl': 'application/pkix-crl',
      'issuing.crl': 'application/pkix-crl',
    };
    for (const [file, type] of Object.entries(types)) {
      const reply = await fetchFile(file);
      expect([reply.status, reply.headers['content-type']]).toEqual([200, type]);
      expect(reply.headers['cache-control']).toMatch(/^public, max-age=\d+, no-transform, must-revalidate$/u);
    }
    const issuing = new X509Certificate(Buffer.from((await fetchFile('issuing.cer')).bytes));
    const root = new X509Certificate(Buffer.from((await fetchFile('root.cer')).bytes));
    expect([issuing.checkIssued(root), issuing.verify(root.publicKey), root.verify(root.publicKey)]).toEqual([true, true, true]);
    expect(issuing.infoAccess).toContain('https://authority.example/ca/root.cer');
  });

  it('lists and what OCSP answers by GET say to caches from when until when; by POST nothing is kept', async () => {
    const list = await fetchFile('issuing.crl');
    expect(list.headers).toMatchObject({ 'last-modified': new Date(authority.now).toUTCString(), expires: new Date(authority.now + 24 * HOUR).toUTCString(), etag: expect.stringMatching(/^"[\w-]{43}"$/u) });
    const asked = await goodRequest();
    const got = await authority.call('readStatus', { params: { ocspRequest: Buffer.from(asked).toString('base64') } });
    expect(got.headers).toMatchObject({ 'cache-control': 'public, max-age=600, no-transform, must-revalidate', expires: new Date(authority.now + 600_000).toUTCString() });
    const posted = await authority.call('askStatus', { body: Buffer.from(asked), type: 'application/ocsp-request' });
    expect([posted.headers['cache-control'], posted.headers['etag']]).toEqual(['no-store', undefined]);
  });

  it('no other file', async () => {
    for (const file of ['vault.json', 'root.key', 'authority.sqlite', 'Root.cer']) expect((await fetchFile(file)).refusal()).toMatchObject({ code: 'notFound' });
  });

  it('a list stays until half of its day is over, then the next one comes with the next number', async () => {
    const first = await crlOf('issuing.crl');
    authority.now += 12 * HOUR - 1000;
    expect((await crlOf('issuing.crl')).number).toBe(first.number);
    authority.now += 1000;
    const second = await crlOf('issuing.crl');
    expect(second.number).toBe(first.number + 1);
    expect(second.list.tbsCertList.nextUpdate?.getTime().getTime()).toBe(authority.now + 24 * HOUR);
    expect((await authority.authority.deps.db.selectFrom('revocation_lists').select('number').where('issuer', '=', 'issuing-ca').execute()).map(({ number }) => number).toSorted((a, b) => a - b)).toEqual([1, 2]);
  });

  it('asked by many at once when it is due, one next list is made', async () => {
    const first = await crlOf('issuing.crl');
    authority.now += 13 * HOUR;
    const numbers = await Promise.all(Array.from({ length: 10 }, async () => (await crlOf('issuing.crl')).number));
    expect(new Set(numbers)).toEqual(new Set([first.number + 1]));
  });

  it('a clock that went back gives a list that is valid by it, with the next number', async () => {
    const first = await crlOf('issuing.crl');
    authority.now -= 2 * HOUR;
    const second = await crlOf('issuing.crl');
    expect([second.number, second.list.tbsCertList.thisUpdate.getTime().getTime()]).toEqual([first.number + 1, authority.now]);
    expect((await crlOf('issuing.crl')).number).toBe(second.number);
  });

  it('the responder is certified anew at half of its time, and signs as before', async () => {
    authority.now += 15 * 24 * HOUR;
    const reply = await authority.call('askStatus', { body: Buffer.from(await goodRequest()), type: 'application/ocsp-request' });
    expect(Buffer.from(reply.bytes).subarray(0, 2).toString('hex')).not.toBe('3003');
    expect(await kinds()).toContain('ocsp-responder 2');
    await Promise.all(Array.from({ length: 5 }, async () => authority.call('askStatus', { body: Buffer.from(await goodRequest()), type: 'application/ocsp-request' })));
    expect(await kinds()).toHaveLength(4);
  });

  async function goodRequest(): Promise<Uint8Array> {
    return ocspRequestFor(readCertificate((await fetchFile('issuing.cer')).bytes), ['00112233445566778899AABBCCDDEEFF']);
  }
});
