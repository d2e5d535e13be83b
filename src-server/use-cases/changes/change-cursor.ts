import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { ChangeHead } from '../../repositories/changes.ts';

const SHAPE = /^([0-9a-f-]{36})\.([0-9a-f-]{36})\.(\d{1,15})$/u;

/** Of which count, of which account, up to which number. */
export function writeChangeCursor({ epoch }: Pick<ChangeHead, 'epoch'>, accountId: string, seq: number): string {
  return Buffer.from(`${epoch}.${accountId}.${seq}`, 'latin1').toString('base64url');
}

/**
 * The number that a copy of this account has read up to; 0: it begins.
 * @throws AppError cursorUnknown, for one of another authority, of another account, of a count that a restored backup ended, of none
 */
export function readChangeCursor(cursor: string | null, { epoch, seq }: ChangeHead, accountId: string): number {
  if (cursor === null) return 0;
  const [, ofEpoch, ofAccount, text] = SHAPE.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  const after = Number(text);
  if (ofEpoch !== epoch || ofAccount !== accountId || !(after <= seq)) throw new AppError('cursorUnknown');
  return after;
}
