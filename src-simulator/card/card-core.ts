import { Buffer } from 'node:buffer';
import type { CardState } from '../card-state.ts';
import type { CommandApdu } from './apdu.ts';
import type { Reply } from './status-word.ts';

/** Fixed references of this card. All are global: they live in the MF and are named without the local bit 80. */
export const USER_PIN_REFERENCE = 0x01;
export const PUK_REFERENCE = 0x02;
export const ADMIN_KEYSET_REFERENCE = 0x03;

/** Applications and files are addressed from the current DF: the master file or the one PKCS#15 application. */
export type DedicatedFile = 'mf' | 'app';

/** What the card forgets at a reset or without power. */
export interface VolatileState {
  df: DedicatedFile;
  /** Identifier of the current EF, four hex digits. */
  ef: string | null;
  userVerified: boolean;
  pukVerified: boolean;
  adminAuthenticated: boolean;
  /** RND.ICC of the last GET CHALLENGE, until it is used, replaced or lost. */
  challenge: Uint8Array | null;
  /** MSE SET chose the admin keyset for external authentication. */
  adminKeysetSelected: boolean;
  /** Key references chosen by MSE SET, by control reference template. */
  authenticationKey: number | null;
  decipherKey: number | null;
}

export function freshVolatileState(): VolatileState {
  return {
    df: 'mf',
    ef: null,
    userVerified: false,
    pukVerified: false,
    adminAuthenticated: false,
    challenge: null,
    adminKeysetSelected: false,
    authenticationKey: null,
    decipherKey: null,
  };
}

/** What a command handler works on. */
export interface CardCore {
  readonly volatile: VolatileState;
  /** The non-volatile memory as it is now. */
  persistent(): CardState;
  /**
   * Writes the non-volatile memory. When the write cannot be made durable nothing changes and the command ends with 6581:
   * a counter goes down on disk before a secret is compared, so cutting the power never gives a free try.
   */
  commit(next: CardState): void;
}

export type CommandHandler = (core: CardCore, command: CommandApdu) => Reply;

/** SN.ICC: the last eight bytes of the serial number, as EXTERNAL AUTHENTICATE binds them. */
export function serialBytes(state: CardState): Uint8Array {
  return Uint8Array.from(Buffer.from(state.serial, 'hex'));
}
