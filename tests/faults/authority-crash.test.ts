import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { verifyAudit } from '../../src-server/audit/verify-audit.ts';
import { MAIL_LEASE_MS } from '../../src-server/mail/mail-dispatcher.ts';
import { AuthorityFixture } from '../contract/authority-fixture.ts';
import { auditCounts, contradictions, unblock } from './authority-flow.ts';
import { placesOf } from './sweeps.ts';

const CHILD = fileURLToPath(new URL('authority-crash-child.ts', import.meta.url));

/** The places that an unblock passes; other areas have sweeps of their own. */
const PASSED = placesOf('unblock');

/** Every place once; those an unblock passes twice (a wrong set, then the right one; two mails) the second time too. */
const PLACES = PASSED.flatMap((name) =>
  name.startsWith('submitAnswers.') || name.startsWith('mail.') ? [[name, 1] as const, [name, 2] as const] : [[name, 1] as const],
);

/** Fault matrix F11: kill -9 between any two effects; after the restart every act is absent or whole, and the app goes on. */
describe('the authority killed', () => {
  it.each(PLACES)('at %s, time %i', async (name, hit) => {
    const authority = await AuthorityFixture.open({ vaultInFile: true });
    try {
      await authority.authority.close();
      const child = spawnSync(process.execPath, [CHILD, authority.dir, name, String(hit), authority.location.databaseUrl ?? ''], { encoding: 'utf8' });
      // A place that is never reached would test nothing.
      expect([child.signal, child.status], child.stderr).toEqual(['SIGKILL', null]);

      await authority.start();
      // A mail that was taken and not marked is taken again when its lease has run out.
      authority.now += MAIL_LEASE_MS;
      const { db } = authority.authority.deps;
      expect(await contradictions(authority.authority.deps.db)).toEqual([]);
      expect(await verifyAudit(db)).toMatchObject({ ok: true });

      await unblock(authority);
      expect(await contradictions(authority.authority.deps.db)).toEqual([]);
      expect(await verifyAudit(db)).toMatchObject({ ok: true });
      expect(await auditCounts(authority)).toMatchObject({
        'token.enrolled': 1,
        'token.keyReplaced': 1,
        'adminKey.rotated': 1,
        'link.requested': 1,
        'session.opened': 1,
        'answers.refused': 1,
        'answers.accepted': 1,
        'response.issued': 1,
        'result.confirmed': 1,
      });
      const unsent = await db.selectFrom('outbox').select('id').where('sent_at', 'is', null).execute();
      expect(unsent).toEqual([]);
      const { mails } = await authority.mailbox();
      expect([mails.length, mails.filter(({ link }) => link !== null).length]).toEqual([2, 1]);
    } finally {
      await authority.close();
    }
  });
});

describe('the authority that fails without dying', () => {
  it.each(PASSED.filter((name) => !name.startsWith('mail.')))('at %s: says `internal`, keeps nothing of it, and goes on', async (name) => {
    let armed = false;
    const authority = await AuthorityFixture.open({
      parts: {
        failpoint: (reached) => {
          if (!armed || reached !== name) return;
          armed = false;
          throw new Error('the disk is full of secrets');
        },
      },
    });
    try {
      armed = true;
      const overHttp = !/^(?:enrolToken|replaceKey|rotateAdminKey)\./u.test(name);
      await expect(unblock(authority)).rejects.toThrow(overHttp ? '"internal"' : 'the disk is full');
      if (overHttp) expect(authority.logs.join('\n')).toContain('request failed');
      expect(authority.logs.join('\n')).not.toContain('secrets');
      expect(await contradictions(authority.authority.deps.db)).toEqual([]);
      await unblock(authority);
      expect(await contradictions(authority.authority.deps.db)).toEqual([]);
      expect(await verifyAudit(authority.authority.deps.db)).toMatchObject({ ok: true });
    } finally {
      await authority.close();
    }
  });
});
