/** Status words this card gives, named as in ISO 7816-4 (2013) tables 5 and 6. */
export const SW_OK = 0x9000;
export const SW_BYTES_REMAINING = 0x6100;
export const SW_END_OF_FILE = 0x6282;
const SW_COUNTER = 0x63c0;
export const SW_MEMORY_FAILURE = 0x6581;
export const SW_WRONG_LENGTH = 0x6700;
export const SW_LOGICAL_CHANNEL_NOT_SUPPORTED = 0x6881;
export const SW_SECURE_MESSAGING_NOT_SUPPORTED = 0x6882;
export const SW_SECURITY_STATUS_NOT_SATISFIED = 0x6982;
export const SW_AUTHENTICATION_METHOD_BLOCKED = 0x6983;
export const SW_REFERENCE_DATA_NOT_USABLE = 0x6984;
export const SW_CONDITIONS_NOT_SATISFIED = 0x6985;
export const SW_NO_CURRENT_EF = 0x6986;
export const SW_WRONG_DATA = 0x6a80;
export const SW_FILE_NOT_FOUND = 0x6a82;
export const SW_INCORRECT_P1_P2 = 0x6a86;
export const SW_REFERENCE_NOT_FOUND = 0x6a88;
export const SW_OFFSET_OUTSIDE_EF = 0x6b00;
export const SW_WRONG_LE = 0x6c00;
export const SW_INS_NOT_SUPPORTED = 0x6d00;
export const SW_CLA_NOT_SUPPORTED = 0x6e00;
export const SW_NO_PRECISE_DIAGNOSIS = 0x6f00;

/** What a command handler gives: response data (often empty) and a status word. */
export interface Reply {
  readonly data: Uint8Array;
  readonly sw: number;
}

const NOTHING = new Uint8Array(0);

export function status(sw: number): Reply {
  return { data: NOTHING, sw };
}

export function answer(data: Uint8Array, sw: number = SW_OK): Reply {
  return { data, sw };
}

/** "63Cx": wrong reference data, x tries left (ISO 7816-4, 7.5.1). */
export function triesLeft(left: number): Reply {
  return status(SW_COUNTER | (left & 0x0f));
}
