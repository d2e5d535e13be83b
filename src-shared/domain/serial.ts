/**
 * Serial number of a token, upper-case hex: the last 8 bytes of the PAN in EF.SN (IAS-ECC), the 16 bytes of the card
 * identifier (GIDS), the GUID of the CHUID (PIV), TokenInfo's serialNumber (PKCS#15).
 */
export const SERIAL_PATTERN = /^(?:[0-9A-F]{2}){4,16}$/u;

/** "802500017A3C41F6" -> "8025 0001 7A3C 41F6": what a person compares with the print on the token. */
export function formatSerial(serial: string): string {
  return serial.replace(/(.{4})(?=.)/gu, '$1\u00A0');
}

/** The same where a number may be longer than its line: a line may break after every sixteen digits. */
export function breakableSerial(serial: string): string {
  return formatSerial(serial).replaceAll(/((?:.{4}\u00A0){3}.{4})\u00A0/gu, '$1 ');
}

/** What a person retypes before the last try: enough to have looked at the token, little enough to type. */
export const SERIAL_TAIL_LENGTH = 4;
export const serialTail = (serial: string): string => serial.slice(-SERIAL_TAIL_LENGTH);
