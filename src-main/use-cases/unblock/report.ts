import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { Authority } from '../../ports/authority.ts';
import type { Clock } from '../../ports/clock.ts';
import type { UnblockJournal, UnblockRecord } from '../../ports/unblock-journal.ts';
import { credentialOf } from './record.ts';
import { receiptHolds } from './receipt.ts';

export interface Told {
  readonly record: UnblockRecord;
  /** False: the authority could not be reached; the record stays `acted` and is told later. */
  readonly reported: boolean;
  readonly receiptVerified: boolean;
}

interface ReportDeps {
  readonly authority: Authority;
  readonly journal: UnblockJournal;
  readonly clock: Clock;
}

/**
 * Tells the authority what the card says. May be repeated: the same result gets the same reply.
 * @throws AppError when the authority refuses the report; no reply at all is not thrown, it is `reported: false`.
 */
export async function reportResult(deps: ReportDeps, record: UnblockRecord): Promise<Told> {
  if (record.result === null) throw new AppError('stepOutOfOrder');
  let reply;
  try {
    reply = await deps.authority.reportResult(credentialOf(record), record.result);
  } catch (error) {
    if (error instanceof AppError && error.code === 'authorityUnreachable') {
      return { record, reported: false, receiptVerified: false };
    }
    throw error;
  }
  const told: UnblockRecord = {
    ...record,
    state: reply.state === 'confirmed' ? 'confirmed' : 'refused',
    receipt: reply.receipt,
    updatedAt: deps.clock.now(),
  };
  await deps.journal.write(told);
  return { record: told, reported: true, receiptVerified: await isVerified(deps.authority, told) };
}

async function isVerified(authority: Authority, record: UnblockRecord): Promise<boolean> {
  if (record.receipt === null) return false;
  try {
    const { sessionId } = credentialOf(record);
    return await receiptHolds(record.receipt, await authority.publicKeys(), { serial: record.serial, sessionId });
  } catch (error) {
    // The keys could not be had now: the receipt is kept, and shown as not checked.
    if (error instanceof AppError) return false;
    throw error;
  }
}
