import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { fileVault } from '../../src-server/vault/file-vault.ts';
import { newVaultSecrets } from '../../src-server/vault/vault-secrets.ts';
import { AuthorityFixture } from './authority-fixture.ts';

let authority: AuthorityFixture;
afterEach(async () => authority.close());

describe('/ready', () => {
  it('says so, and names each reply', async () => {
    authority = await AuthorityFixture.open();
    const reply = await authority.call('ready');
    expect(reply.body()).toEqual({ status: 'ready', database: 'ok', vault: 'ok', outbox: 'ok' });
    const id = String(reply.headers['x-request-id']);
    expect(id).toMatch(/^[0-9a-f-]{36}$/u);
    expect(authority.logs.filter((line) => line.includes(id))).toHaveLength(1);
    const refused = await authority.call('readSession');
    expect(refused.refusal().requestId).toBe(refused.headers['x-request-id']);
    for (const url of ['/none', '/%zz']) expect((await authority.authority.app.inject({ url })).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/u);
  });

  it('names a vault that does not answer, and one that never does', async () => {
    const vault = await fileVault(await newVaultSecrets());
    let broken = false;
    let silent = false;
    authority = await AuthorityFixture.open({
      parts: {
        vault: {
          ...vault,
          mac: async (purpose, data) => {
            if (broken) throw new AppError('vaultUnavailable');
            return silent ? new Promise(() => undefined) : vault.mac(purpose, data);
          },
        },
      },
    });
    broken = true;
    const failed = { database: 'ok', vault: 'failed', outbox: 'ok', stopping: false };
    expect((await authority.call('ready')).refusal()).toMatchObject({ code: 'authorityFailure', details: failed });
    expect((await authority.call('ready')).status).toBe(503);
    [broken, silent] = [false, true];
    // Asked again after what it remembers, it waits two seconds for an answer, and no longer.
    await expect.poll(async () => {
      const before = performance.now();
      const { status } = await authority.call('ready');
      return status === 503 && performance.now() - before > 1_900;
    }, { timeout: 6_000 }).toBe(true);
    expect((await authority.call('health')).status).toBe(200);
  });

  it('names an outbox that nobody empties, not a mail server that is down', async () => {
    authority = await AuthorityFixture.open({ parts: { transport: { deliver: () => Promise.reject(new Error('down')), close: () => undefined } } });
    await authority.call('requestLink', { body: { serial: authority.person().serial, certificateSha256: null, language: 'fr' } });
    await authority.authority.deps.mail.flush();
    expect((await authority.call('ready')).status).toBe(200);
    authority.now += 5 * 60_000 + 5_000;
    await expect.poll(async () => (await authority.call('ready')).status).toBe(503);
    expect((await authority.call('ready')).refusal().details).toMatchObject({ database: 'ok', vault: 'ok', outbox: 'failed' });
  });

  it('names a database whose schema is another program’s', async () => {
    authority = await AuthorityFixture.open();
    await authority.authority.deps.db.deleteFrom('schema_migrations').where('id', '>', 3).execute();
    expect((await authority.call('ready')).refusal().details).toMatchObject({ database: 'failed', vault: 'ok', outbox: 'ok' });
  });
});
