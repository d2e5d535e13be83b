import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../src-server/audit/verify-audit.ts';
import type { AuthorityConfig } from '../../src-server/config.ts';
import { AuthorityFixture } from '../contract/authority-fixture.ts';
import { accountContradictions, accountLife, writeLoginCertificate } from './authority-account-flow.ts';
import { placesOf } from './sweeps.ts';

const CHILD = fileURLToPath(new URL('authority-account-crash-child.ts', import.meta.url));
const HOUR = 60 * 60_000;
const PASSED = placesOf('accounts');

let folder: string;
let config: Partial<AuthorityConfig>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clavis-login-certificate-'));
  config = await writeLoginCertificate(folder, Date.UTC(2026, 10, 23, 9, 0, 0));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const expectWhole = async (authority: AuthorityFixture): Promise<void> => {
  const { db } = authority.authority.deps;
  expect(await accountContradictions(db)).toEqual([]);
  expect(await verifyAudit(db)).toMatchObject({ ok: true });
};

describe('the authority killed while somebody has an account', () => {
  it.each(PASSED)('at %s: every act is absent or whole, and the person goes on', async (name) => {
    const authority = await AuthorityFixture.open({ vaultInFile: true, config });
    try {
      await authority.authority.close();
      const child = spawnSync(process.execPath, [CHILD, authority.dir, name, folder, authority.location.databaseUrl ?? ''], { encoding: 'utf8' });
      expect([child.signal, child.status], child.stderr).toEqual(['SIGKILL', null]);
      authority.now += HOUR;
      await authority.start();
      await expectWhole(authority);
      await accountLife(authority, folder, '203.0.113.1');
      await expectWhole(authority);
      expect(await authority.authority.deps.db.selectFrom('outbox').select('kind').where('sent_at', 'is', null).execute()).toEqual([]);
    } finally {
      await authority.close();
    }
  });
});

describe('the authority that fails while somebody has an account', () => {
  it.each(PASSED)('at %s: says `internal`, keeps nothing by halves, and goes on', async (name) => {
    let armed = true;
    const authority = await AuthorityFixture.open({
      config,
      parts: {
        failpoint: (reached) => {
          if (!armed || reached !== name) return;
          armed = false;
          throw new Error('the disk is full of secrets');
        },
      },
    });
    try {
      await expect(accountLife(authority, folder, '198.51.100.1')).rejects.toThrow('"internal"');
      expect(authority.logs.join('\n')).not.toContain('secrets');
      await expectWhole(authority);
      authority.now += HOUR;
      await accountLife(authority, folder, '203.0.113.1');
      await expectWhole(authority);
    } finally {
      await authority.close();
    }
  });
});
