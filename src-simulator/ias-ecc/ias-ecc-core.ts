import { Buffer } from 'node:buffer';
import type { CardCore } from '../card/card-core.ts';
import type { IasEccState } from './ias-ecc-state.ts';

/** Fixed references of this card. All are global: they live in the MF and are named without the local bit 80. */
export const USER_PIN_REFERENCE = 0x01;
export const PUK_REFERENCE = 0x02;
export const ADMIN_KEYSET_REFERENCE = 0x03;

/** Applications and files are addressed from the current DF: the master file or the one PKCS#15 application. */
export type DedicatedFile = 'mf' | 'app';

/** What the card forgets at a reset or without power. */
export interface IasEccSession {
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

export function freshIasEccSession(): IasEccSession {
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

export type IasEccCore = CardCore<IasEccState, IasEccSession>;

/** SN.ICC: the last eight bytes of the serial number, as EXTERNAL AUTHENTICATE binds them. */
export function serialBytes(state: IasEccState): Uint8Array {
  return Uint8Array.from(Buffer.from(state.serial, 'hex'));
}
