import type { AccountReply, AccountCertificate, JournalEntry } from '../../../src-shared/http/own-account.ts';
import type { AppointmentReply } from '../../../src-shared/http/appointments.ts';
import type { CertificateReply } from '../../../src-shared/http/certificates.ts';
import type { RequestReply } from '../../../src-shared/http/requests.ts';
import type { LocalStore, QueuedChange } from '../../ports/local-store.ts';

/** Kinds of the feed, in the authority's own shapes: each was read by its schema before it came into the copy. */
export interface CopiedKinds {
  readonly account: Omit<AccountReply, 'session' | 'now'>;
  readonly signInCertificate: AccountCertificate;
  readonly request: RequestReply;
  readonly certificate: CertificateReply;
  readonly appointment: AppointmentReply;
  readonly journal: JournalEntry;
}

/** All objects of a kind. */
export async function readKind<K extends keyof CopiedKinds>(store: LocalStore, kind: K): Promise<readonly CopiedKinds[K][]> {
  const found: CopiedKinds[K][] = [];
  for await (const page of store.readAll(kind)) found.push(...page.map(({ data }) => data as unknown as CopiedKinds[K]));
  return found;
}

export async function readOne<K extends keyof CopiedKinds>(store: LocalStore, kind: K, id: string): Promise<CopiedKinds[K] | null> {
  return ((await store.read(kind, id))?.data ?? null) as unknown as CopiedKinds[K] | null;
}

/** Changes that are about this request and not settled, oldest first. */
export const changesOf = (changes: readonly QueuedChange[], requestId: string): readonly QueuedChange[] =>
  changes.filter(({ about }) => about?.kind === 'request' && about.id === requestId);
