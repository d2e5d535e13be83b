import { PcscError, type CardConnection, type Disposition } from '../../ports/smart-card-service.ts';
import { translatingPcsc } from '../transport/scard-table.ts';

/**
 * A PC/SC transaction as a scope: it ends whatever happens in it. Nothing inside may wait for a person or the network
 * (Windows resets a card that idles five seconds in a transaction); only APDUs belong here.
 * @param disposition asked at the end: `reset` where nobody may inherit what was won in it
 * @throws AppError by the SCARD table, or what `exchange` threw
 */
export async function withTransaction<T>(
  connection: CardConnection,
  exchange: () => Promise<T>,
  disposition: () => Disposition = () => 'leave',
): Promise<T> {
  await translatingPcsc(() => connection.beginTransaction());
  try {
    return await exchange();
  } finally {
    await ended(connection, disposition());
  }
}

/**
 * A transaction that cannot be ended is over already: the card was pulled or reset, or the service went away. What was read
 * before stands, and the next use of the connection meets the same error.
 */
async function ended(connection: CardConnection, disposition: Disposition): Promise<void> {
  try {
    await connection.endTransaction(disposition);
  } catch (error) {
    if (!(error instanceof PcscError)) throw error;
  }
}
