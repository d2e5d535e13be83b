import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { verifyAudit } from '../../src-server/audit/verify-audit.ts';
import { MAIL_LEASE_MS } from '../../src-server/mail/mail-dispatcher.ts';
import { AuthorityFixture } from '../contract/authority-fixture.ts';
import { deskContradictions, deskDay, FOUR_EYES, prepareDesk } from './authority-desk-flow.ts';
import { placesOf } from './sweeps.ts';

const CHILD = fileURLToPath(new URL('authority-desk-crash-child.ts', import.meta.url));

/** The places of the desk, and how often a day passes each: both invitations and changes, both questions and both decisions. */
const TWICE = ['staff.stored', 'staff.committed', 'approval.requested', 'approval.decided', 'approval.executed', 'approval.committed'];
const PASSED = placesOf('desk');
const PLACES = PASSED.flatMap((name) => (TWICE.includes(name) ? [[name, 1] as const, [name, 2] as const] : [[name, 1] as const]));

describe('the authority killed during a day at the desk', () => {
  it.each(PLACES)('at %s, time %i', async (name, hit) => {
    const authority = await AuthorityFixture.open({ vaultInFile: true, config: { policy: FOUR_EYES } });
    try {
      await prepareDesk(authority);
      await authority.authority.close();
      const child = spawnSync(process.execPath, [CHILD, authority.dir, name, String(hit), authority.location.databaseUrl ?? ''], { encoding: 'utf8' });
      // A place that is never reached would test nothing.
      expect([child.signal, child.status], child.stderr).toEqual(['SIGKILL', null]);

      await authority.start();
      // A mail that was taken and not marked is taken again when its lease has run out.
      authority.now += MAIL_LEASE_MS;
      const { db } = authority.authority.deps;
      expect(await deskContradictions(db)).toEqual([]);
      expect(await verifyAudit(db)).toMatchObject({ ok: true });

      await deskDay(authority);
      await expectWhole(authority);
      const rows = await db.selectFrom('audit').select('seq').execute();
      await deskDay(authority);
      expect((await db.selectFrom('audit').select('seq').execute()).length).toBe(rows.length);
    } finally {
      await authority.close();
    }
  });
});

describe('the authority that fails without dying during a day at the desk', () => {
  it.each(PASSED)('at %s: says `internal`, keeps nothing of it, and goes on', async (name) => {
    let armed = false;
    const authority = await AuthorityFixture.open({
      config: { policy: FOUR_EYES },
      parts: {
        failpoint: (reached) => {
          if (!armed || reached !== name) return;
          armed = false;
          throw new Error('the disk is full of secrets');
        },
      },
    });
    try {
      await prepareDesk(authority);
      armed = true;
      await expect(deskDay(authority)).rejects.toThrow(name === 'appointment.reminded' ? 'the disk is full' : '"internal"');
      expect(authority.logs.join('\n')).not.toContain('secrets');
      authority.now = Date.UTC(2026, 10, 23, 9, 0, 0);
      expect(await deskContradictions(authority.authority.deps.db)).toEqual([]);
      await deskDay(authority);
      await expectWhole(authority);
    } finally {
      await authority.close();
    }
  });
});

async function expectWhole({ authority }: AuthorityFixture): Promise<void> {
  const { db } = authority.deps;
  expect(await deskContradictions(db)).toEqual([]);
  expect(await verifyAudit(db)).toMatchObject({ ok: true });
  const counts = new Map<string, number>();
  for (const { event } of await db.selectFrom('audit').select('event').execute()) counts.set(event, (counts.get(event) ?? 0) + 1);
  const once = ['staff.invited', 'staff.roleChanged', 'appointment.booked', 'appointment.reminded', 'ticket.opened', 'result.confirmed', 'answers.refused', 'answers.reopeningAsked', 'answers.reopened', 'account.erased'];
  for (const event of once) expect([event, counts.get(event)]).toEqual([event, 1]);
  expect([counts.get('approval.requested'), counts.get('approval.approved')]).toEqual([2, 2]);
  expect(await db.selectFrom('outbox').select('id').where('sent_at', 'is', null).execute()).toEqual([]);
}
