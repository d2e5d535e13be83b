import type { ChangeFeed, FeedItem, FeedPage, Json } from '../../ports/change-feed.ts';
import type { LocalStore } from '../../ports/local-store.ts';
import type { AccountSession } from './account-session.ts';
import { sendChange } from './send-change.ts';

/** What the authority tells of one account, and what it takes from it, over the calls of its sign-in. */
export function accountFeed(session: AccountSession, store: LocalStore, now: () => number): ChangeFeed {
  return {
    pull: async () => snapshot(session, now()),
    send: (change, signal) => sendChange(session, store, change, signal),
  };
}

/** All objects of the account at once. */
async function snapshot(session: AccountSession, at: number): Promise<FeedPage> {
  const items: FeedItem[] = [];
  const add = (kind: string, id: string, data: unknown): void => void items.push({ kind, id, revision: at, at, data: data as Json });
  for (let cursor: string | null = null, more = true; more; ) {
    const page: { items: { requestId: string }[]; next: string | null } = await session.call('searchRequests', { body: { cursor, limit: 200 } });
    for (const { requestId } of page.items) add('request', requestId, await session.call('readRequest', { params: { requestId } }));
    cursor = page.next;
    more = cursor !== null;
  }
  for (let cursor: string | null = null, more = true; more; ) {
    const page: { items: { serial: string }[]; next: string | null } = await session.call('searchCertificates', { body: { cursor } });
    for (const { serial } of page.items) add('certificate', serial, await session.call('readCertificate', { params: { certificateSerial: serial } }));
    cursor = page.next;
    more = cursor !== null;
  }
  for (const certificate of (await session.call('listAccountCertificates')).items) add('signInCertificate', certificate.sha256, certificate);
  for (const appointment of (await session.call('searchAppointments', { body: { cursor: null } })).items) add('appointment', appointment.appointmentId, appointment);
  const { session: _session, now: _now, ...account } = await session.call('readAccount');
  add('account', account.accountId, account);
  return { items, next: String(at), upToDate: true };
}
