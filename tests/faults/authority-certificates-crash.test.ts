import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../src-server/audit/verify-audit.ts';
import type { FailpointName } from '../../src-server/failpoint.ts';
import { AuthorityFixture } from '../contract/authority-fixture.ts';
import { auditCounts } from './authority-flow.ts';
import { certificateContradictions, certificateLife, certificatePeople, WHOLE_CERTIFICATE_LIFE, writeShortLived } from './certificate-flow.ts';
import { isPlaceOf, placesOf } from './sweeps.ts';

const CHILD = fileURLToPath(new URL('certificate-crash-child.ts', import.meta.url));
const PLACES = placesOf('certificates');

const folder = mkdtempSync(join(tmpdir(), 'clavis-catalogue-'));
const config = { catalogueFile: join(folder, 'products.json') };
beforeAll(() => writeShortLived(config.catalogueFile));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function expectWhole(authority: AuthorityFixture): Promise<void> {
  expect(await certificateContradictions(authority)).toEqual([]);
  expect(await verifyAudit(authority.authority.deps.db)).toMatchObject({ ok: true });
}

async function expectFinished(authority: AuthorityFixture): Promise<void> {
  await expectWhole(authority);
  expect(await auditCounts(authority)).toMatchObject(WHOLE_CERTIFICATE_LIFE);
  expect(await authority.authority.deps.db.selectFrom('outbox').select('id').where('sent_at', 'is', null).execute()).toEqual([]);
}

/** Fault matrix F11 for certificates: kill -9 between any two effects; after the restart every act is absent or whole, and lists and OCSP say what the rows say. */
describe('the authority killed while certificates live', () => {
  it.each(PLACES)('at %s', async (name) => {
    const authority = await AuthorityFixture.open({ vaultInFile: true, config });
    try {
      const people = await certificatePeople(authority);
      await authority.authority.close();
      const child = spawnSync(process.execPath, [CHILD, authority.dir, name, JSON.stringify(people), config.catalogueFile, authority.location.databaseUrl ?? ''], { encoding: 'utf8' });
      // A place that is never reached would test nothing.
      expect([child.signal, child.status], child.stderr).toEqual(['SIGKILL', null]);
      await authority.start();
      await expectWhole(authority);
      await certificateLife(authority, people);
      await expectFinished(authority);
    } finally {
      await authority.close();
    }
  });
});

/** Every time that each place is passed in one life, not only the first. */
describe('the authority that fails without dying', () => {
  it('at any place, any time it is passed: keeps nothing of the act, and goes on', async () => {
    let passed: FailpointName[] = [];
    let failAt = -1;
    const parts = {
      failpoint: (reached: FailpointName) => {
        if (!isPlaceOf('certificates', reached)) return;
        passed.push(reached);
        if (passed.length - 1 === failAt) throw new Error('the disk is full of secrets');
      },
    };
    const live = async (place: number): Promise<void> => {
      const authority = await AuthorityFixture.open({ parts, config });
      try {
        const people = await certificatePeople(authority);
        [passed, failAt] = [[], place];
        if (place >= 0) await expect(certificateLife(authority, people), `place ${place}`).rejects.toThrow();
        expect(authority.logs.join('\n')).not.toContain('secrets');
        failAt = -1;
        await expectWhole(authority);
        await certificateLife(authority, people);
        await expectFinished(authority);
      } finally {
        await authority.close();
      }
    };
    await live(-1);
    const count = passed.length;
    expect(new Set(passed)).toEqual(new Set(PLACES));
    for (let place = 0; place < count; place += 1) await live(place);
    console.log(`${count} places of a life of certificates`);
  });
});
