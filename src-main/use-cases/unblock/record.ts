import { createHash, randomUUID } from 'node:crypto';
import type { ResumableUnblock } from '../../../src-shared/domain/views.ts';
import type { UnblockState } from '../../../src-shared/domain/unblock-state.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { OpenSessionReply } from '../../../src-shared/http/unblock.ts';
import type { SessionCredential } from '../../ports/authority.ts';
import type { UnblockRecord } from '../../ports/unblock-journal.ts';

const FINAL: ReadonlySet<UnblockState> = new Set<UnblockState>(['confirmed', 'refused', 'lockedOut']);

export const hashOfCode = (code: string): string => createHash('sha256').update(code, 'ascii').digest('hex');

export function newRecord(code: string, now: number): UnblockRecord {
  return {
    id: randomUUID(),
    state: 'idle',
    codeHash: hashOfCode(code),
    idempotencyKey: randomUUID(),
    serial: '',
    session: null,
    entity: '',
    product: '',
    holder: '',
    maskedEmail: '',
    linkExpiresAt: 0,
    attempt: null,
    result: null,
    actedAt: null,
    receipt: null,
    updatedAt: now,
  };
}

/** The record once its session is open. The link's end is carried over to this machine's clock, whatever that shows. */
export function withSession(record: UnblockRecord, reply: OpenSessionReply, now: number): UnblockRecord {
  return {
    ...record,
    state: reply.state === 'answered' || reply.state === 'challenged' ? 'answered' : 'opened',
    serial: reply.serial,
    session: { sessionId: reply.sessionId, sessionToken: reply.sessionToken },
    entity: reply.entity,
    product: reply.product,
    holder: reply.holder,
    maskedEmail: reply.maskedEmail,
    linkExpiresAt: reply.linkExpiresAt - reply.now + now,
  };
}

/** @throws AppError sessionUnknown before the session is open */
export function credentialOf(record: UnblockRecord): SessionCredential {
  if (record.session === null) throw new AppError('sessionUnknown');
  return record.session;
}

/** Nothing can be resumed: never opened, ended, or its link ran out before the card was touched. */
export function isOver(record: UnblockRecord, now: number): boolean {
  if (record.session === null || FINAL.has(record.state)) return true;
  return now >= record.linkExpiresAt && record.state !== 'acting' && record.state !== 'acted';
}

export function resumableOf(record: UnblockRecord): ResumableUnblock {
  return {
    serial: record.serial,
    entity: record.entity,
    product: record.product,
    linkExpiresAt: record.linkExpiresAt,
    acted: record.state === 'acting' || record.state === 'acted',
  };
}
