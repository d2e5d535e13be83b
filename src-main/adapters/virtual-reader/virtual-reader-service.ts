import { cardOf } from '../../../src-simulator/card-of.ts';
import { CardStateFile } from '../../../src-simulator/card-state-file.ts';
import { parseFaultPlan } from '../../../src-simulator/fault-plan.ts';
import { VirtualPcscError } from '../../../src-simulator/reader/pcsc-shapes.ts';
import type { SimulatedCard } from '../../../src-simulator/simulated-card.ts';
import { VirtualReader } from '../../../src-simulator/virtual-reader.ts';
import { PcscError, type CardConnection, type VirtualSmartCardService } from '../../ports/smart-card-service.ts';

/** Its name in every list; it says what it is. */
export const VIRTUAL_READER_NAME = 'Lecteur virtuel Clavis';

export interface VirtualReaderConfig {
  readonly name?: string;
  /** File of the card. Without one the reader is there and empty. */
  readonly statePath: string;
  /** Faults to make happen, JSON; development and tests. */
  readonly faultPlan?: string | null;
}

/**
 * The virtual reader with the card of one file in it. The card is read from the file at each insertion, and written to it
 * before the answer to any command that changed it.
 * @throws when the file is there and is not a card
 */
export function virtualReaderService(config: VirtualReaderConfig): VirtualSmartCardService {
  const file = new CardStateFile(config.statePath);
  const cardOfFile = (): SimulatedCard | null => {
    const state = file.load();
    if (state === undefined) return null;
    const card = cardOf(state);
    card.onStateChange((next) => file.save(next));
    return card;
  };
  const card = cardOfFile();
  const name = config.name ?? VIRTUAL_READER_NAME;
  const reader = new VirtualReader(card === null ? { name } : { name, card });
  if (config.faultPlan !== undefined && config.faultPlan !== null) reader.arm(parseFaultPlan(config.faultPlan));
  return serviceOver(reader, cardOfFile);
}

/** The port over a reader that somebody else made. `nextCard`: what an insertion puts in, null for nothing. */
export function serviceOver(reader: VirtualReader, nextCard: () => SimulatedCard | null): VirtualSmartCardService {
  return {
    libraryVersion: reader.libraryVersion,
    listReaders: () => asPcsc(() => reader.listReaders()),
    watch: (onChange) => reader.watch(onChange),
    async connect(name, mode) {
      const connection = await asPcsc(() => reader.connect(name, mode));
      return {
        get atr() {
          return connection.atr;
        },
        get protocol() {
          return connection.protocol;
        },
        transmit: (command) => asPcsc(() => connection.transmit(command)),
        beginTransaction: () => asPcsc(() => connection.beginTransaction()),
        endTransaction: (disposition) => asPcsc(() => connection.endTransaction(disposition)),
        reconnect: (disposition) => asPcsc(() => connection.reconnect(disposition)),
        disconnect: (disposition) => asPcsc(() => connection.disconnect(disposition)),
        attribute: (id) => asPcsc(() => connection.attribute(id)),
        control: (code, data) => asPcsc(() => connection.control(code, data)),
      } satisfies CardConnection;
    },
    async setInserted(name, inserted) {
      if (name !== reader.name) throw new PcscError('SCARD_E_UNKNOWN_READER');
      if (!inserted) reader.remove();
      else if (reader.card === null) {
        const card = nextCard();
        if (card !== null) reader.insert(card);
      }
    },
    close: () => asPcsc(() => reader.close()),
  };
}

/** The simulator's error class is its own; the names are the same. */
async function asPcsc<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof VirtualPcscError ? new PcscError(error.scard) : error;
  }
}
