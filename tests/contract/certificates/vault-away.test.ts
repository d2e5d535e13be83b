import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { fileVault } from '../../../src-server/vault/file-vault.ts';
import { newVaultSecrets } from '../../../src-server/vault/vault-secrets.ts';
import type { Vault } from '../../../src-server/vault/vault.ts';
import { AuthorityFixture, dumpTables } from '../authority-fixture.ts';
import { CertificateDesk, confirmationOf, SOFTWARE_PRODUCT } from './certificate-desk.ts';

/** The vault may go away at any moment: what needs it fails closed, nothing is spent, and what does not need it goes on. */
let authority: AuthorityFixture;
let desk: CertificateDesk;
let away = false;

/** Every method refuses while `away`. */
function mayGoAway(vault: Vault): Vault {
  return new Proxy(vault, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: readonly unknown[]): unknown => {
        if (away) throw new AppError('vaultUnavailable');
        return Reflect.apply(method, target, args);
      };
    },
  });
}

beforeEach(async () => {
  away = false;
  authority = await AuthorityFixture.open({ parts: { vault: mayGoAway(await fileVault(await newVaultSecrets())) } });
  desk = await CertificateDesk.open(authority);
});
afterEach(() => {
  away = false;
  return authority.close();
});

describe('with the vault away', () => {
  it('issue, download, code and revocation are refused whole, and done once it is back', async () => {
    const { serial } = await desk.software();
    const { requestId } = await desk.accepted(SOFTWARE_PRODUCT);
    const code = (await authority.call('revocationCode', { bearer: desk.holder.bearer, params: { certificateSerial: serial } })).body().code;
    await authority.mailbox();
    const before = await dumpTables(authority);
    away = true;
    const own = { bearer: desk.holder.bearer, params: { certificateSerial: serial } };
    const revocation = { ...own, body: { reason: 'keyCompromise', confirmation: confirmationOf(serial) }, idempotencyKey: randomUUID() };
    const order = await desk.orderFor(requestId, 'software');
    const refused = [
      await desk.issue(order),
      await authority.call('downloadCertificate', own),
      await authority.call('revocationCode', own),
      await authority.call('revokeCertificate', revocation),
      await authority.call('revokeByCode', { body: { serial, code, reason: 'keyCompromise', language: 'fr' } }),
    ];
    for (const reply of refused) expect([reply.status, reply.refusal().code]).toEqual([503, 'vaultUnavailable']);
    expect(await dumpTables(authority)).toEqual(before);
    away = false;
    expect((await desk.issue(order)).status).toBe(200);
    expect((await authority.call('revokeCertificate', revocation)).status).toBe(200);
  });

  it('OCSP says try later, the list that says all is served to its end, and search goes on', async () => {
    await desk.software();
    const ask = async () => Buffer.from((await authority.call('readStatus', { params: { ocspRequest: 'MAA=' } })).bytes).toString('hex');
    const list = async () => authority.call('authorityFile', { params: { file: 'issuing.crl' } });
    const before = Buffer.from((await list()).bytes);
    away = true;
    expect(await ask()).toBe('30030a0103');
    authority.now += 13 * 3_600_000;
    expect(Buffer.from((await list()).bytes).equals(before)).toBe(true);
    authority.now += 12 * 3_600_000;
    expect((await list()).refusal()).toMatchObject({ code: 'vaultUnavailable' });
    away = false;
    expect((await list()).status).toBe(200);
  });

  it('no list is served that lacks a revocation: away just after one, the next list waits for the vault', async () => {
    const { serial } = await desk.software();
    // As after a death between a revocation and its list.
    await authority.authority.deps.db
      .updateTable('issued_certificates')
      .set({ revoked_at: authority.now, revocation_number: 1, revocation_reason: 'keyCompromise', revoked_by: 'holder' })
      .where('serial', '=', serial)
      .execute();
    away = true;
    expect((await authority.call('authorityFile', { params: { file: 'issuing.crl' } })).refusal()).toMatchObject({ code: 'vaultUnavailable' });
    away = false;
    const { bytes } = await authority.call('authorityFile', { params: { file: 'issuing.crl' } });
    expect(Buffer.from(bytes).toString('hex').toUpperCase()).toContain(serial);
  });
});
