import type { CommandApdu } from './apdu.ts';
import type { Reply } from './status-word.ts';

/**
 * What a command handler works on: `Memory` is the non-volatile memory (an immutable value), `Session` what the card forgets at a
 * reset or without power.
 */
export interface CardCore<Memory, Session> {
  readonly volatile: Session;
  /** The non-volatile memory as it is now. */
  persistent(): Memory;
  /**
   * Writes the non-volatile memory. When the write cannot be made durable nothing changes and the command ends with 6581:
   * a counter goes down on disk before a secret is compared, so cutting the power never gives a free try.
   */
  commit(next: Memory): void;
}

export type CommandHandler<Memory, Session> = (core: CardCore<Memory, Session>, command: CommandApdu) => Reply;
