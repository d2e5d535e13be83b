import type { PinCounter } from '../../src-shared/domain/views.ts';

/** What an exchange tells as it goes: `before` once it is read, `sending` right before a secret leaves, never after it. */
export interface Progress {
  before: PinCounter;
  sending: boolean;
}

/** The commands of one entry, inside the transaction that the entry holds. */
export type Exchange<Outcome> = (progress: Progress) => Promise<Outcome>;
