import type { PinOutcome } from '../../../src-shared/domain/views.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { IpcVerbs } from '../../../src-shared/ipc/verbs.ts';
import { samePin } from '../../../src-shared/pin/pin-policy.ts';
import type { CardHost } from '../../ports/card-host.ts';
import { seenBy } from './seen-by.ts';

export interface PinVerbs {
  verify(input: IpcVerbs['pin.verify']['input']): Promise<PinOutcome>;
  change(input: IpcVerbs['pin.change']['input']): Promise<PinOutcome>;
  unblockByPuk(input: IpcVerbs['pin.unblockByPuk']['input']): Promise<PinOutcome>;
}

/**
 * What a person does with a PIN at this machine. One call here is one call of the card host; every entry is overwritten when it
 * ends, however it does.
 * @throws AppError pinMismatch, and what the port throws: nothing was sent then
 */
export function createPinVerbs(cards: Pick<CardHost, 'verifyPin' | 'changePin' | 'unblockByPuk'>): PinVerbs {
  return {
    verify: (input) => overwriting([input.pin], () => cards.verifyPin({ ...seenBy(input), pin: input.pin })),
    change: (input) => {
      const { current, next, confirmation } = input;
      return overwriting([current, next, confirmation], async () => {
        requireSame(next, confirmation);
        return cards.changePin({ ...seenBy(input), current, next });
      });
    },
    unblockByPuk: (input) => {
      const { puk, next, confirmation } = input;
      return overwriting([puk, next, confirmation], async () => {
        requireSame(next, confirmation);
        return cards.unblockByPuk({ ...seenBy(input), puk, next });
      });
    },
  };
}

function requireSame(next: Uint8Array, confirmation: Uint8Array): void {
  if (!samePin(next, confirmation)) throw new AppError('pinMismatch');
}

async function overwriting<T>(entries: readonly Uint8Array[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    for (const entry of entries) entry.fill(0);
  }
}
