import type { Deps } from '../../deps.ts';
import { documentsKeptUntil } from '../../domain/request-retention.ts';
import { dropContents, listEndedWithContent } from '../../repositories/documents.ts';
import { getRequest } from '../../repositories/requests.ts';
import { recordEvent } from './record-event.ts';

const PAGE = 100;

/**
 * Drops the bytes of documents whose time is over; that they were there, and what was said of them, stays. A job's work: each
 * request is a transaction of its own, and running it again goes on.
 * @returns how many documents were dropped.
 */
export async function purgeDocuments(deps: Pick<Deps, 'db' | 'clock' | 'random' | 'failpoint' | 'catalogue'>): Promise<number> {
  const { db, clock, catalogue, failpoint } = deps;
  let dropped = 0;
  let after = '';
  for (;;) {
    const page = await listEndedWithContent(db, PAGE, after);
    for (const ended of page) {
      if (documentsKeptUntil(ended, catalogue.find(ended.product_id)?.validityMonths ?? null) > clock.now()) continue;
      dropped += await db.transaction().execute(async (trx) => {
        const now = clock.now();
        const count = await dropContents(trx, ended.id, now);
        failpoint('requests.contentDropped');
        if (count > 0) await recordEvent(trx, deps, await getRequest(trx, ended.id), { kind: 'documentsDropped', by: 'authority', accountId: null, codes: { count } }, now);
        return count;
      });
    }
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return dropped;
    after = last.id;
  }
}
