import { randomUUID } from 'node:crypto';
import { OPEN_STATES } from '../domain/session-machine.ts';
import { renameChanges } from './changes.ts';
import type { Trx } from './queryable.ts';
import { expireOpenSessions } from './sessions.ts';

/** Ends whatever can be used once or is held by somebody: in a restored database it may have been used or ended already. Copies of accounts are read anew. @returns how many of each */
export async function endEverythingOpen(trx: Trx, now: number): Promise<Readonly<Record<'tickets' | 'unblockSessions' | 'accountSessions' | 'accountTokens' | 'signUps', number>>> {
  const open = await trx.selectFrom('sessions').select('serial').where('state', 'in', [...OPEN_STATES]).execute();
  let unblockSessions = 0;
  for (const { serial } of open) unblockSessions += (await expireOpenSessions(trx, serial)).length;
  const tickets = await trx.updateTable('tickets').set({ voided_at: now }).where('used_at', 'is', null).where('voided_at', 'is', null).executeTakeFirst();
  const sessions = await trx.updateTable('account_sessions').set({ ended_at: now, end_reason: 'restored' }).where('ended_at', 'is', null).executeTakeFirst();
  const tokens = await trx.updateTable('account_tokens').set({ voided_at: now }).where('used_at', 'is', null).where('voided_at', 'is', null).executeTakeFirst();
  const signUps = await trx.updateTable('sign_ups').set({ voided_at: now, password: null }).where('used_at', 'is', null).where('voided_at', 'is', null).executeTakeFirst();
  await trx.deleteFrom('login_challenges').execute();
  await renameChanges(trx, randomUUID());
  await trx.updateTable('job_leases').set({ holder: null, leased_until: null }).execute();
  await trx.updateTable('outbox').set({ leased_until: null }).where('sent_at', 'is', null).execute();
  const n = ({ numUpdatedRows }: { readonly numUpdatedRows: bigint }): number => Number(numUpdatedRows);
  return { tickets: n(tickets), unblockSessions, accountSessions: n(sessions), accountTokens: n(tokens), signUps: n(signUps) };
}
