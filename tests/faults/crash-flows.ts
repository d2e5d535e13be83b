import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readHeads } from '../../src-server/audit/signed-heads.ts';
import { verifyAudit } from '../../src-server/audit/verify-audit.ts';
import { JOB_LEASE_MS } from '../../src-server/jobs/job-runner.ts';
import { MAIL_LEASE_MS } from '../../src-server/mail/mail-dispatcher.ts';
import { MailRefused } from '../../src-server/mail/mail-refused.ts';
import { listJobs } from '../../src-server/repositories/job-leases.ts';
import type { AuthorityFixture } from '../contract/authority-fixture.ts';
import { accountContradictions, accountLife, configOf, writeLoginCertificate } from './authority-account-flow.ts';
import { deskContradictions, deskDay, FOUR_EYES, prepareDesk } from './authority-desk-flow.ts';
import { auditCounts, contradictions, unblock } from './authority-flow.ts';
import { certificateContradictions, certificateLife, certificatePeople, WHOLE_CERTIFICATE_LIFE, writeShortLived, type CertificatePeople } from './certificate-flow.ts';
import type { CrashFlow } from './crash-flow.ts';
import { operate } from './operations-flow.ts';
import { requestContradictions, requestLife, requestPeople, WHOLE_LIFE, type RequestPeople } from './request-flow.ts';
import type { Sweep } from './sweeps.ts';

const HOUR = 60 * 60_000;
const BEGUN = Date.UTC(2026, 10, 23, 9, 0, 0);
const db = ({ authority }: AuthorityFixture) => authority.deps.db;
const nobody = async (): Promise<null> => null;

async function expectSent(authority: AuthorityFixture): Promise<void> {
  expect(await db(authority).selectFrom('outbox').select('kind').where('sent_at', 'is', null).execute()).toEqual([]);
}

const UNBLOCK: CrashFlow<null> = {
  config: () => ({}),
  prepare: nobody,
  live: (authority) => unblock(authority),
  contradictions: (authority) => contradictions(db(authority)),
  finished: async (authority) => {
    const once = ['token.enrolled', 'token.keyReplaced', 'adminKey.rotated', 'link.requested', 'session.opened', 'answers.refused', 'answers.accepted', 'response.issued', 'result.confirmed'];
    expect(await auditCounts(authority)).toMatchObject(Object.fromEntries(once.map((event) => [event, 1])));
    await expectSent(authority);
    const { mails } = await authority.mailbox();
    expect([mails.length, mails.filter(({ link }) => link !== null).length]).toEqual([2, 1]);
  },
  // A wrong set of answers, then the right one; two mails.
  twice: (name) => name.startsWith('submitAnswers.') || name.startsWith('mail.'),
  awayMs: MAIL_LEASE_MS,
  thrown: (name) => (/^(?:enrolToken|replaceKey|rotateAdminKey)\./u.test(name) ? 'the disk is full' : '"internal"'),
};

const ACCOUNTS: CrashFlow<null> = {
  config: configOf,
  files: async (folder) => void (await writeLoginCertificate(folder, BEGUN)),
  prepare: nobody,
  live: (authority, _, { folder, again }) => accountLife(authority, folder, again ? '203.0.113.1' : '198.51.100.1'),
  contradictions: (authority) => accountContradictions(db(authority)),
  finished: expectSent,
  awayMs: HOUR,
};

const REQUESTS: CrashFlow<RequestPeople> = {
  config: () => ({}),
  prepare: requestPeople,
  live: requestLife,
  contradictions: requestContradictions,
  finished: async (authority) => {
    // The seeded office counts as one more.
    expect(await auditCounts(authority)).toMatchObject({ ...WHOLE_LIFE, 'office.created': 2 });
    await expectSent(authority);
    expect(await db(authority).selectFrom('document_contents').select('document_id').execute()).toEqual([]);
  },
  awayMs: 0,
};

const CERTIFICATES: CrashFlow<CertificatePeople> = {
  config: (folder) => ({ catalogueFile: join(folder, 'products.json') }),
  files: (folder) => writeShortLived(join(folder, 'products.json')),
  prepare: certificatePeople,
  live: certificateLife,
  contradictions: certificateContradictions,
  finished: async (authority) => {
    expect(await auditCounts(authority)).toMatchObject(WHOLE_CERTIFICATE_LIFE);
    await expectSent(authority);
  },
  awayMs: MAIL_LEASE_MS,
};

const TWICE_AT_DESK = ['staff.stored', 'staff.committed', 'approval.requested', 'approval.decided', 'approval.executed', 'approval.committed'];

const DESK: CrashFlow<null> = {
  config: () => ({ policy: FOUR_EYES }),
  prepare: async (authority) => {
    await prepareDesk(authority);
    return null;
  },
  live: (authority) => deskDay(authority),
  contradictions: (authority) => deskContradictions(db(authority)),
  finished: async (authority) => {
    const once = ['staff.invited', 'staff.roleChanged', 'appointment.booked', 'appointment.reminded', 'ticket.opened', 'result.confirmed', 'answers.refused', 'answers.reopeningAsked', 'answers.reopened', 'account.erased'];
    const counts = await auditCounts(authority);
    expect(once.map((event) => [event, counts[event]])).toEqual(once.map((event) => [event, 1]));
    expect([counts['approval.requested'], counts['approval.approved']]).toEqual([2, 2]);
    await expectSent(authority);
  },
  // Both invitations and changes, both questions and both decisions.
  twice: (name) => TWICE_AT_DESK.includes(name),
  awayMs: MAIL_LEASE_MS,
  repeats: true,
  thrown: (name) => (name === 'appointment.reminded' ? 'the disk is full' : '"internal"'),
};

/** For what nobody asks for: mails that end unsent, heads, jobs. */
const OPERATIONS: CrashFlow<null> = {
  config: (folder) => ({ auditExportDir: folder }),
  parts: { transport: { deliver: () => Promise.reject(new MailRefused(550)), close: () => undefined } },
  prepare: nobody,
  live: (authority) => operate(authority),
  contradictions: async (authority, folder) => {
    const ended = await db(authority).selectFrom('outbox').select(['id', 'payload']).where('ended_at', 'is not', null).execute();
    const told = await db(authority).selectFrom('audit').select('subject').where('event', '=', 'mail.notSent').execute();
    const found: string[] = [];
    if (JSON.stringify(told.map(({ subject }) => subject).toSorted()) !== JSON.stringify(ended.map(({ id }) => id).toSorted())) found.push('mails that ended and the audit');
    if (!ended.every(({ payload }) => payload === null)) found.push('a mail that ended and its payload');
    // Each head that anybody was given is of this chain.
    const file = join(folder, 'audit-heads.jsonl');
    const known = existsSync(file) ? await readHeads(readFileSync(file, 'utf8'), (await authority.call('jwks')).body()) : [];
    if (!(await verifyAudit(db(authority), known)).ok) found.push('a head that is of another chain');
    return found;
  },
  finished: async (authority) => {
    expect(await db(authority).selectFrom('outbox').select('id').where('ended_at', 'is', null).execute()).toEqual([]);
    for (const { holder, failures, succeeded_at: at } of await listJobs(db(authority))) expect([holder, failures, at]).toEqual([null, 0, authority.now]);
  },
  awayMs: Math.max(JOB_LEASE_MS, MAIL_LEASE_MS) + 60_000,
};

/** What each sweep lives through; the process that dies finds it here by its name. */
export const CRASH_FLOWS: Readonly<Record<Sweep, CrashFlow>> = {
  unblock: UNBLOCK as CrashFlow,
  accounts: ACCOUNTS as CrashFlow,
  requests: REQUESTS as CrashFlow,
  certificates: CERTIFICATES as CrashFlow,
  desk: DESK as CrashFlow,
  operations: OPERATIONS as CrashFlow,
};
