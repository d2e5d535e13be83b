import { AppError } from '../../src-shared/errors/app-error.ts';
import { ApduTrace } from '../card/apdu/apdu-trace.ts';
import { createApduChannel } from '../card/apdu/apdu-channel.ts';
import type { TokenSession } from '../card/applets/token-session.ts';
import { withTransaction } from '../card/reader-queue/with-transaction.ts';
import { profileOf, type TokenProfile } from '../card/token/token-profiles.ts';
import { createPcscTransport } from '../card/transport/pcsc-transport.ts';
import { scardOf, translatingPcsc } from '../card/transport/scard-table.ts';
import {
  PcscError,
  type CardConnection,
  type Disposition,
  type ScardName,
  type SmartCardService,
} from '../ports/smart-card-service.ts';
import type { Clock } from '../ports/clock.ts';

/** A sharing violation is waited for this often, this long, before the reader is called busy; no APDU was sent by then. */
export const SHARING_WAITS = 3;
export const SHARING_WAIT_MS = 500;

/** An open connection to a token of a known model. */
export interface TokenLink {
  readonly connection: CardConnection;
  readonly profile: TokenProfile;
  readonly session: TokenSession;
}

export interface LinkDeps {
  readonly clock: Clock;
  readonly trace: ApduTrace;
}

/**
 * Connects and recognises the token by its answer to reset. A model that is not in the table gets no APDU at all.
 * @throws AppError readerBusy | tokenUnknown | tokenRemoved | …
 */
export async function openLink(
  deps: LinkDeps,
  target: { readonly service: SmartCardService; readonly reader: string; readonly mode: 'shared' | 'exclusive' },
): Promise<TokenLink> {
  const connection = await connectPatiently(deps.clock, target);
  const profile = profileOf(connection.atr);
  if (profile === null) {
    await closeConnection(connection, 'leave');
    throw new AppError('tokenUnknown');
  }
  const transport = createPcscTransport(connection);
  const channel = createApduChannel(transport, { protocol: connection.protocol, trace: deps.trace, clock: deps.clock });
  return { connection, profile, session: profile.open(channel) };
}

async function connectPatiently(
  clock: Clock,
  target: { readonly service: SmartCardService; readonly reader: string; readonly mode: 'shared' | 'exclusive' },
): Promise<CardConnection> {
  for (let waits = 0; ; waits++) {
    try {
      return await translatingPcsc(() => target.service.connect(target.reader, target.mode));
    } catch (error) {
      const busy = error instanceof AppError && error.code === 'readerBusy';
      if (!busy || waits >= SHARING_WAITS) throw error;
      await clock.sleep(SHARING_WAIT_MS);
    }
  }
}

/** What puts a connection right again, once: another program's reset, or a card that answers badly (one cold reset). */
const RECOVERY: Partial<Record<ScardName, Disposition>> = {
  SCARD_W_RESET_CARD: 'leave',
  SCARD_W_UNPOWERED_CARD: 'reset',
  SCARD_W_UNRESPONSIVE_CARD: 'reset',
  SCARD_E_PROTO_MISMATCH: 'reset',
};

/**
 * One transaction that only asks: nothing in `exchange` carries a secret, so it may run a second time from its start after
 * the connection was put right. Never for the act itself.
 */
export async function askToken<T>(link: TokenLink, exchange: (session: TokenSession) => Promise<T>): Promise<T> {
  const once = () => withTransaction(link.connection, () => exchange(link.session));
  try {
    return await once();
  } catch (error) {
    const scard = scardOf(error);
    const disposition = scard === null ? undefined : RECOVERY[scard];
    if (disposition === undefined) throw error;
    await translatingPcsc(() => link.connection.reconnect(disposition));
    // Another card may be there now; this link speaks one model.
    if (profileOf(link.connection.atr) !== link.profile) throw error;
    return once();
  }
}

/** A connection that cannot be closed is closed already: the card, the reader or the service is gone. */
export async function closeConnection(connection: CardConnection, disposition: Disposition): Promise<void> {
  try {
    await connection.disconnect(disposition);
  } catch (error) {
    if (!(error instanceof PcscError)) throw error;
    // Another program's transaction forbids the reset (pcsc-lite, SCardDisconnect), and the handle would stay open.
    if (disposition === 'reset' && error.scard === 'SCARD_E_SHARING_VIOLATION') await closeConnection(connection, 'leave');
  }
}

/** True when the token can be had: connected to and locked for a moment, without an APDU. Waits as long as `beginTransaction` does. */
export async function isFree(service: SmartCardService, reader: string): Promise<boolean> {
  let connection: CardConnection | null = null;
  try {
    connection = await service.connect(reader, 'shared');
    await connection.beginTransaction();
    await connection.endTransaction('leave');
    return true;
  } catch (error) {
    // Whatever is wrong now but another program's hand on the token is for the reading to find and to show.
    return !(error instanceof PcscError && error.scard === 'SCARD_E_SHARING_VIOLATION');
  } finally {
    if (connection !== null) await closeConnection(connection, 'leave').catch(() => undefined);
  }
}
