import { PcscError, TRANSACTION_WAIT_MS, type CardConnection, type Disposition } from '../../ports/smart-card-service.ts';
import type { NativeConnection, NativeLink } from './clavis-pcsc.ts';
import { asPcscError, isScardError } from './scard-of-native.ts';

/** SCARD_LEAVE_CARD and SCARD_RESET_CARD. */
const DISPOSITIONS = { leave: 0, reset: 1 } as const satisfies Record<Disposition, number>;

/** SCARD_PROTOCOL_T0; T=1 is 2. */
const PROTOCOL_T0 = 1;

/** How "this reader does not tell" comes: no such attribute, no such function, or too long for the reader's own buffer. */
const NOT_TOLD: ReadonlySet<string> = new Set([
  'SCARD_E_UNSUPPORTED_FEATURE',
  'SCARD_E_INVALID_PARAMETER',
  'SCARD_E_INVALID_VALUE',
  'SCARD_E_INSUFFICIENT_BUFFER',
  'ERROR_NOT_SUPPORTED',
]);

/** A connection of the service, and how the service ends it when it closes itself. */
export interface OpenConnection extends CardConnection {
  /** Ends it now, whatever is under way. */
  readonly abandon: () => void;
}

/** @param onEnd called once, when the connection is of no more use. */
export function connectionOver(native: NativeConnection, opened: NativeLink, onEnd: () => void): OpenConnection {
  let link = opened;
  let ended = false;

  const end = (): void => {
    if (!ended) onEnd();
    ended = true;
  };
  const abandon = (): void => {
    end();
    native.abandon();
  };
  const call = <T>(work: () => Promise<T>): Promise<T> =>
    ended ? Promise.reject(new PcscError('SCARD_E_INVALID_HANDLE')) : asPcscError(work);

  return {
    get atr() {
      return Uint8Array.from(link.atr);
    },
    get protocol() {
      return link.protocol === PROTOCOL_T0 ? 'T=0' : 'T=1';
    },
    abandon,
    transmit: (command) => call(() => native.transmit(command)),
    beginTransaction: () => call(() => inTime(native.beginTransaction(), TRANSACTION_WAIT_MS, abandon)),
    endTransaction: (disposition) => call(() => native.endTransaction(DISPOSITIONS[disposition])),
    reconnect: (disposition) =>
      call(async () => {
        link = await inTime(native.reconnect(DISPOSITIONS[disposition]), TRANSACTION_WAIT_MS, abandon);
      }),
    async disconnect(disposition) {
      if (ended) return;
      end();
      await asPcscError(() => inTime(native.disconnect(DISPOSITIONS[disposition]), TRANSACTION_WAIT_MS, () => native.abandon()));
    },
    attribute: (id) =>
      call(async () => {
        try {
          return await native.attribute(id);
        } catch (thrown) {
          if (isScardError(thrown) && NOT_TOLD.has(thrown.scard)) return null;
          throw thrown;
        }
      }),
    control: (code, data) => call(() => native.control(code, data)),
  };
}

/**
 * Waits for another program's transaction no longer than this. pcsc-lite's SCardBeginTransaction, SCardConnect and SCardReconnect
 * (and so a disconnect that resets) wait for its end without a limit and cannot be taken back: after that time the connection is given
 * up, and its thread ends the transaction and the connection when it gets them.
 */
export async function inTime<T>(begun: Promise<T>, limitMs: number, giveUp: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      giveUp();
      reject(new PcscError('SCARD_E_SHARING_VIOLATION'));
    }, limitMs);
  });
  try {
    return await Promise.race([begun, late]);
  } finally {
    clearTimeout(timer);
  }
}
