import type { ChangeItem, ChangesReply } from '../../../src-shared/http/changes.ts';
import type { AuthorityFixture } from '../authority-fixture.ts';
import type { SignedIn } from '../signed-in.ts';

/** A copy of an account as an app keeps it: fed by its cursor alone, and told nothing else. */
export class FeedCopy {
  readonly authority: AuthorityFixture;
  readonly person: SignedIn;
  readonly objects = new Map<string, ChangeItem>();
  cursor: string | null = null;

  constructor(authority: AuthorityFixture, person: SignedIn) {
    this.authority = authority;
    this.person = person;
  }

  async page(limit = 500): Promise<ChangesReply> {
    const reply = (await this.authority.call('readChanges', { bearer: this.person.bearer, body: { cursor: this.cursor, limit } })).body();
    for (const item of reply.items) {
      const key = `${item.kind} ${item.id}`;
      const before = this.objects.get(key);
      if (before !== undefined && before.revision >= item.revision) throw new Error(`${key}: revision ${item.revision} after ${before.revision}`);
      if (item.data === null) this.objects.delete(key);
      else this.objects.set(key, item);
    }
    this.cursor = reply.next;
    return reply;
  }

  /** Reads on until nothing is new. @returns what came */
  async follow(limit = 500): Promise<readonly ChangeItem[]> {
    const items: ChangeItem[] = [];
    for (;;) {
      const page = await this.page(limit);
      items.push(...page.items);
      if (page.upToDate) return items;
    }
  }

  /** Kind and data of each object, without the moment it was read at; sorted. */
  seen(): readonly string[] {
    return [...this.objects.values()].map(({ kind, id, data }) => lineOf(kind, id, data)).toSorted();
  }
}

export function lineOf(kind: string, id: string, data: unknown): string {
  const { now: _, ...told } = data as { readonly now?: number };
  return JSON.stringify([kind, id, told]);
}

/** All that the authority shows of an account by its other routes, in the lines of `FeedCopy.seen`. */
export async function shownElsewhere(authority: AuthorityFixture, { bearer, accountId }: SignedIn): Promise<readonly string[]> {
  const lines: string[] = [];
  const { session: _session, ...account } = (await authority.call('readAccount', { bearer })).body();
  lines.push(lineOf('account', accountId, account));
  for (const one of (await authority.call('listAccountCertificates', { bearer })).body().items) lines.push(lineOf('signInCertificate', one.sha256, one));
  for (const { requestId } of (await authority.call('searchRequests', { bearer, body: { limit: 200 } })).body().items) {
    lines.push(lineOf('request', requestId, (await authority.call('readRequest', { bearer, params: { requestId } })).body()));
  }
  for (const { serial } of (await authority.call('searchCertificates', { bearer, body: {} })).body().items) {
    lines.push(lineOf('certificate', serial, (await authority.call('readCertificate', { bearer, params: { certificateSerial: serial } })).body()));
  }
  for (const one of (await authority.call('searchAppointments', { bearer, body: { cursor: null } })).body().items) lines.push(lineOf('appointment', one.appointmentId, one));
  let cursor: string | null = null;
  do {
    const page: { readonly items: ReadonlyArray<{ readonly seq: number }>; readonly next: string | null } = (await authority.call('searchJournal', { bearer, body: { cursor } })).body();
    for (const one of page.items) lines.push(lineOf('journal', String(one.seq), one));
    cursor = page.next;
  } while (cursor !== null);
  return lines.toSorted();
}
