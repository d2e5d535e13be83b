import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../../src-server/audit/verify-audit.ts';
import type { FailpointName } from '../../../src-server/failpoint.ts';
import { MAIL_LEASE_MS } from '../../../src-server/mail/mail-dispatcher.ts';
import { AuthorityFixture, EMBEDDED_TOKEN } from '../../contract/authority-fixture.ts';
import { auditCounts, contradictions, unblock } from '../../faults/authority-flow.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts';
import { makeTemplate, newTestDatabase } from '../../support/test-database.ts';

/** Of an unblock: inside a transaction, after its commit, between a mail and its mark. */
const PLACES = [
  'enrolToken.dossierStored',
  'requestLink.queued',
  'requestLink.committed',
  'openSession.ticketUsed',
  'openSession.committed',
  'submitAnswers.hashed',
  'submitAnswers.stateMoved',
  'submitAnswers.committed',
  'requestResponse.computed',
  'requestResponse.stateMoved',
  'requestResponse.committed',
  'reportResult.queued',
  'reportResult.committed',
  'mail.delivered',
] as const satisfies readonly FailpointName[];

/** Each commit that the server has confirmed, and the row of the audit that was in it. */
const TOLD: Partial<Record<FailpointName, string>> = {
  'requestLink.committed': 'link.requested',
  'openSession.committed': 'session.opened',
  'requestResponse.committed': 'response.issued',
  'reportResult.committed': 'result.confirmed',
};

/**
 * The PostgreSQL server killed by SIGQUIT under a running authority, with fsync as in production: the authority says 503
 * meanwhile, finds the server again by itself, and nothing that was confirmed is lost.
 */
describe('the database server killed under the authority', () => {
  let server: PostgresServer;
  let template: string;
  beforeAll(async () => {
    server = await startPostgres({ durable: true });
    template = await makeTemplate(server);
  });
  afterAll(() => server.close());

  it.each(PLACES)('at %s', async (place) => {
    const database = await newTestDatabase(template);
    const confirmed: string[] = [];
    let armed = false;
    const failpoint = (reached: FailpointName): void => {
      const event = TOLD[reached];
      if (event !== undefined) confirmed.push(event);
      if (!armed || reached !== place) return;
      armed = false;
      server.crashNow();
    };
    const authority = await AuthorityFixture.open({ config: { databaseUrl: database.url }, parts: { failpoint } });
    try {
      armed = true;
      // Who is told nothing asks again; a commit that was confirmed before the server died answers as if nothing had been.
      await unblock(authority).catch(() => undefined);
      expect(armed).toBe(false);

      const refused = await authority.call('requestLink', { body: { serial: authority.person().serial, certificateSha256: null, language: 'fr' } });
      expect([refused.status, refused.refusal()]).toMatchObject([503, { code: 'authorityFailure', details: { retryAfterSeconds: 5 } }]);
      expect(refused.headers['retry-after']).toBe('5');
      expect((await authority.call('health')).status).toBe(200);
      expect((await authority.call('mailbox', { bearer: EMBEDDED_TOKEN })).status).toBe(200);

      await server.start();
      const counts = await auditCounts(authority);
      for (const event of confirmed) expect(counts[event], event).toBe(1);
      expect(await contradictions(authority.authority.deps.db)).toEqual([]);
      expect(await verifyAudit(authority.authority.deps.db)).toMatchObject({ ok: true });

      authority.now += MAIL_LEASE_MS;
      await unblock(authority);
      expect(await contradictions(authority.authority.deps.db)).toEqual([]);
      expect(await verifyAudit(authority.authority.deps.db)).toMatchObject({ ok: true });
      expect(await auditCounts(authority)).toMatchObject({ 'token.enrolled': 1, 'link.requested': 1, 'session.opened': 1, 'response.issued': 1, 'result.confirmed': 1 });
    } finally {
      await authority.close();
      await database.drop();
    }
  });
});
