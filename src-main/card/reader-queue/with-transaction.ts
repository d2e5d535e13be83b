import { PcscError, type CardConnection } from '../../ports/smart-card-service.ts';
import { translatingPcsc } from '../transport/scard-table.ts';

/**
 * A PC/SC transaction as a scope: it ends whatever happens in it. Nothing inside may wait for a person or the network
 * (Windows resets a card that idles five seconds in a transaction); only APDUs belong here.
 * @throws AppError by the SCARD table, or what `exchange` threw
 */
export async function withTransaction<T>(connection: CardConnection, exchange: () => Promise<T>): Promise<T> {
  await translatingPcsc(() => connection.beginTransaction());
  try {
    return await exchange();
  } finally {
    await ended(connection);
  }
}

/**
 * A transaction that cannot be ended is over already: the card was pulled or reset, or the service went away. What was read
 * before stands, and the next use of the connection meets the same error.
 */
async function ended(connection: CardConnection): Promise<void> {
  try {
    await connection.endTransaction('leave');
  } catch (error) {
    if (!(error instanceof PcscError)) throw error;
  }
}
