import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { verifyAudit } from '../../src-server/audit/verify-audit.ts';
import type { FailpointName } from '../../src-server/failpoint.ts';
import { AuthorityFixture } from '../contract/authority-fixture.ts';
import { signIn } from '../contract/signed-in.ts';
import { openOffice } from '../contract/test-office.ts';
import { auditCounts } from './authority-flow.ts';
import { requestContradictions, requestLife, WHOLE_LIFE, type RequestPeople } from './request-flow.ts';
import { isPlaceOf, placesOf } from './sweeps.ts';

const CHILD = fileURLToPath(new URL('request-crash-child.ts', import.meta.url));
const PLACES = placesOf('requests');

async function peopleOf(authority: AuthorityFixture): Promise<RequestPeople> {
  const officeId = await openOffice(authority, 'Nantes');
  const bearer = async (...options: Parameters<typeof signIn>) => (await signIn(...options)).bearer;
  return {
    officeId,
    holder: await bearer(authority, { role: 'holder' }),
    operator: await bearer(authority, { role: 'operator', officeId }),
    administrator: await bearer(authority, { role: 'administrator' }),
  };
}

async function expectWhole(authority: AuthorityFixture): Promise<void> {
  expect(await requestContradictions(authority)).toEqual([]);
  expect(await verifyAudit(authority.authority.deps.db)).toMatchObject({ ok: true });
}

/** The seeded office counts as one more. */
async function expectFinished(authority: AuthorityFixture): Promise<void> {
  await expectWhole(authority);
  expect(await auditCounts(authority)).toMatchObject({ ...WHOLE_LIFE, 'office.created': 2 });
  expect(await authority.authority.deps.db.selectFrom('outbox').select('id').where('sent_at', 'is', null).execute()).toEqual([]);
  expect(await authority.authority.deps.db.selectFrom('document_contents').select('document_id').execute()).toEqual([]);
}

/** Fault matrix F11 for requests: kill -9 between any two effects; after the restart every act is absent or whole, and everybody goes on. */
describe('the authority killed while requests live', () => {
  it.each(PLACES)('at %s', async (name) => {
    const authority = await AuthorityFixture.open({ vaultInFile: true });
    try {
      const people = await peopleOf(authority);
      await authority.authority.close();
      const child = spawnSync(process.execPath, [CHILD, authority.dir, name, JSON.stringify(people), authority.location.databaseUrl ?? ''], { encoding: 'utf8' });
      // A place that is never reached would test nothing.
      expect([child.signal, child.status], child.stderr).toEqual(['SIGKILL', null]);
      await authority.start();
      await expectWhole(authority);
      await requestLife(authority, people);
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
        if (!isPlaceOf('requests', reached)) return;
        passed.push(reached);
        if (passed.length - 1 === failAt) throw new Error('the disk is full of secrets');
      },
    };
    const count = await (async () => {
      const authority = await AuthorityFixture.open({ parts });
      try {
        await requestLife(authority, await peopleOf(authority));
        await expectFinished(authority);
        return passed.length;
      } finally {
        await authority.close();
      }
    })();
    expect(new Set(passed)).toEqual(new Set(PLACES));
    for (let place = 0; place < count; place += 1) {
      const authority = await AuthorityFixture.open({ parts });
      try {
        const people = await peopleOf(authority);
        const begun = authority.now;
        [passed, failAt] = [[], place];
        await expect(requestLife(authority, people), `place ${place}`).rejects.toThrow();
        expect(authority.logs.join('\n')).not.toContain('secrets');
        failAt = -1;
        await expectWhole(authority);
        authority.now = begun;
        await requestLife(authority, people);
        await expectFinished(authority);
      } finally {
        await authority.close();
      }
    }
    console.log(`${count} places of a life`);
  });
});
