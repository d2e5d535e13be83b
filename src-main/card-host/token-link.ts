import { AppError } from '../../src-shared/errors/app-error.ts';
import { ApduTrace } from '../card/apdu/apdu-trace.ts';
import { createApduChannel } from '../card/apdu/apdu-channel.ts';
import type { TokenSession } from '../card/applets/token-session.ts';
import { withTransaction } from '../card/reader-queue/with-transaction.ts';
import { recogniseToken } from '../card/token/recognise-token.ts';
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

/** An open connection to a token that was recognised. */
export interface TokenLink {
  readonly connection: CardConnection;
  /** Shown to people. */
  readonly model: string;
  readonly session: TokenSession;
}

export interface LinkDeps {
  readonly clock: Clock;
  readonly trace: ApduTrace;
}

/**
 * Connects, recognises the token and asks it something, in one transaction. A card that is not recognised gets nothing but what
 * recognising it takes.
 * @param question carries no secret: it may run again from its start, after another program's reset
 * @throws AppError readerBusy | tokenUnknown | tokenRemoved | …, or what `question` threw; the connection is closed then
 */
export async function openLink<T>(
  deps: LinkDeps,
  target: { readonly service: SmartCardService; readonly reader: string; readonly mode: 'shared' | 'exclusive' },
  question: (link: TokenLink) => Promise<T>,
): Promise<{ readonly link: TokenLink; readonly answer: T }> {
  const connection = await connectPatiently(deps.clock, target);
  try {
    return await recovering(connection, async () => {
      const channel = createApduChannel(createPcscTransport(connection), {
        protocol: connection.protocol,
        trace: deps.trace,
        clock: deps.clock,
      });
      const token = await recogniseToken(channel, connection.atr);
      if (token === null) throw new AppError('tokenUnknown');
      const link = { connection, model: token.model, session: token.session };
      return { link, answer: await question(link) };
    });
  } catch (error) {
    await closeConnection(connection, 'leave');
    throw error;
  }
}

async function connectPatiently(
  clock: Clock,
  target: { readonly service: SmartCardService; readonly reader: string; readonly mode: 'shared' | 'exclusive' },
): Promise<CardConnection> {
  const since = clock.monotonic();
  for (let waits = 0; ; waits++) {
    try {
      return await translatingPcsc(() => target.service.connect(target.reader, target.mode));
    } catch (error) {
      const busy = error instanceof AppError && error.code === 'readerBusy';
      // A connect that itself waited for another program's transaction has used the patience up.
      const patient = clock.monotonic() - since <= SHARING_WAITS * SHARING_WAIT_MS;
      if (!busy || waits >= SHARING_WAITS || !patient) throw error;
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

/** One transaction that only asks, like the one that `openLink` begins with. Never for an entry or the act. */
export function askToken<T>(link: TokenLink, question: (session: TokenSession) => Promise<T>): Promise<T> {
  const { atr } = link.connection;
  return recovering(link.connection, async () => {
    // Another card may be there now; this session speaks one model.
    if (!Buffer.from(link.connection.atr).equals(atr)) throw new AppError('tokenRemoved');
    return question(link.session);
  });
}

/** Nothing in `exchange` carries a secret, so it may run a second time, from its start, after the connection was put right. */
async function recovering<T>(connection: CardConnection, exchange: () => Promise<T>): Promise<T> {
  try {
    return await withTransaction(connection, exchange);
  } catch (error) {
    const scard = scardOf(error);
    const disposition = scard === null ? undefined : RECOVERY[scard];
    if (disposition === undefined) throw error;
    await translatingPcsc(() => connection.reconnect(disposition));
    return withTransaction(connection, exchange);
  }
}

/** Whatever a disconnect throws, the connection is closed: the card, the reader or the service is gone, or the reset was kept from it. */
export async function closeConnection(connection: CardConnection, disposition: Disposition): Promise<void> {
  try {
    await connection.disconnect(disposition);
  } catch (error) {
    if (!(error instanceof PcscError)) throw error;
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
