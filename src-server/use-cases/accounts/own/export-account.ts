import type { ExportReply } from '../../../../src-shared/http/own-account.ts';
import type { Actor } from '../../../access/actor.ts';
import { appendAudit } from '../../../audit/append-audit.ts';
import type { Deps } from '../../../deps.ts';
import { listAssociatedCertificates } from '../../../repositories/account-certificates.ts';
import { listAccountSessions } from '../../../repositories/account-sessions.ts';
import { getAccount } from '../../../repositories/accounts.ts';
import { listErasureRequests } from '../../../repositories/erasure-requests.ts';
import { EXPORT_PARTS } from './export-parts.ts';
import { listOwnCertificates } from './own-certificates.ts';
import { readJournal } from './own-journal.ts';
import { listTerms } from './accept-terms.ts';
import { viewOwnErasure } from './request-erasure.ts';
import { whoIs } from './view-account.ts';

/** More rows than an account comes by in a life; the rest is in the journal, page by page. */
const JOURNAL_MAX = 10_000;

/** Everything kept about whoever asks, but for what is secret from everybody (hashes, tokens). That it was exported is written down. */
export async function exportAccount(deps: Deps, actor: Actor): Promise<ExportReply> {
  const { db, clock } = deps;
  const now = clock.now();
  await db.transaction().execute((trx) => appendAudit(trx, { at: now, event: 'account.exported', subject: actor.accountId, details: { session: actor.sessionId } }));
  const ders = new Map((await listAssociatedCertificates(db, actor.accountId)).map(({ sha256, der }) => [sha256, der]));
  const areas = await Promise.all(Object.entries(EXPORT_PARTS).map(async ([area, read]) => [area, (await read(db, actor.accountId)).map((row) => ({ ...row }))] as const));
  return {
    exportedAt: now,
    account: whoIs(deps, await getAccount(db, actor.accountId)),
    sessions: (await listAccountSessions(db, actor.accountId)).map((session) => ({
      sessionId: session.id,
      method: session.method,
      client: session.client,
      createdAt: session.created_at,
      seenAt: session.seen_at,
      endedAt: session.ended_at,
    })),
    certificates: (await listOwnCertificates(deps, actor.accountId)).map((certificate) => ({ ...certificate, der: ders.get(certificate.sha256) ?? '' })),
    terms: (await listTerms(deps, actor)).items,
    erasures: (await listErasureRequests(db, actor.accountId)).map(viewOwnErasure),
    journal: await readJournal(db, actor.accountId, null, JOURNAL_MAX),
    areas: Object.fromEntries(areas),
  };
}
