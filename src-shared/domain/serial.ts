/** Serial number of a token: the last 8 bytes of the PAN in EF.SN (IAS-ECC), as 16 upper-case hex digits. */
export const SERIAL_PATTERN = /^[0-9A-F]{16}$/u;

/** "802500017A3C41F6" -> "8025 0001 7A3C 41F6": what a person compares with the print on the token. */
export function formatSerial(serial: string): string {
  return serial.replace(/(.{4})(?=.)/gu, '$1\u00A0');
}
