import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { ErrorCode } from '../../../src-shared/errors/error-table.ts';
import type { OpenSessionReply, SessionReply } from '../../../src-shared/http/unblock.ts';
import type { Authority } from '../../ports/authority.ts';
import type { CardHost } from '../../ports/card-host.ts';
import type { Clock } from '../../ports/clock.ts';
import type { UnblockJournal, UnblockRecord } from '../../ports/unblock-journal.ts';
import { candidateTokens, openWithOneOf, type CandidateToken } from './preflight.ts';
import { hashOfCode, newRecord, withSession } from './record.ts';

interface SessionDeps {
  readonly cards: CardHost;
  readonly authority: Authority;
  readonly journal: UnblockJournal;
  readonly clock: Clock;
}

/** After these a request may have been carried out all the same. */
const NO_REPLY: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['authorityUnreachable', 'authorityFailure', 'authorityBadReply']);

/** What the journal knows of this link: this machine may have opened it before. */
export async function knownRecord(journal: UnblockJournal, code: string): Promise<UnblockRecord | null> {
  const codeHash = hashOfCode(code);
  return (await journal.list()).find((record) => record.codeHash === codeHash) ?? null;
}

/**
 * Opens the session of a link with whichever token in the readers is the dossier's. Nothing stays in the journal of a link that
 * was refused; of one whose reply was lost, what finds its session again does.
 * @throws AppError noToken …, wrongToken, tokenNotBlocked, linkExpired, linkUsed …, authorityUnreachable, journalUnwritable
 */
export async function openSession(
  deps: SessionDeps,
  code: string,
  known: UnblockRecord | null,
): Promise<{ readonly record: UnblockRecord; readonly session: SessionReply }> {
  const now = deps.clock.now();
  const blank = known ?? newRecord(code, now);
  const candidates = candidateTokens(await deps.cards.snapshot());
  let asked = blank;
  const reply = await openWithOneOf(candidates, (token) => {
    asked = { ...blank, serial: token.serial, updatedAt: now };
    return openFor(deps, token, asked, code);
  });
  const record = withSession(asked, reply, deps.clock.now());
  await deps.journal.write(record);
  return { record, session: reply };
}

async function openFor(deps: SessionDeps, token: CandidateToken, record: UnblockRecord, code: string): Promise<OpenSessionReply> {
  const { id, idempotencyKey, serial } = record;
  // Written before asking: should the reply be lost, the same key finds the same session.
  await deps.journal.write(record);
  try {
    return await deps.authority.openSession({ idempotencyKey, code, serial, profile: token.profile, blocked: token.blocked });
  } catch (error) {
    if (error instanceof AppError && !NO_REPLY.has(error.code)) await deps.journal.remove(id);
    throw error;
  }
}

/** @throws AppError for a session that leads no further */
export function requireOpen(session: SessionReply): void {
  const ended: Partial<Record<SessionReply['state'], ErrorCode>> = {
    lockedOut: 'answersLocked',
    expired: 'sessionExpired',
    refused: 'adminRefused',
    toReconcile: 'toReconcile',
    confirmed: 'linkUsed',
  };
  const code = ended[session.state];
  if (code !== undefined) throw new AppError(code);
}
