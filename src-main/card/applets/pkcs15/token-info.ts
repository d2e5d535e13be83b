import { AppError } from '../../../../src-shared/errors/app-error.ts';
import { SERIAL_PATTERN } from '../../../../src-shared/domain/serial.ts';
import { parseTlv, requireTlv } from '../../tlv/tlv.ts';

/** PKCS#15 v1.1, 6.9 (ISO 7816-15, 8.10): TokenInfo ::= SEQUENCE { version INTEGER, serialNumber OCTET STRING, … }. */
export const PATH_EF_TOKEN_INFO = Uint8Array.of(0x50, 0x32);
const TAG_SEQUENCE = 0x30;
const TAG_OCTET_STRING = 0x04;

/** The token's serial number as upper-case hex. @throws AppError tokenMalformedAnswer where it has none that could tell tokens apart */
export function serialOfTokenInfo(content: Uint8Array): string {
  const info = requireTlv(parseTlv(content, { trailing: 'padding' }), TAG_SEQUENCE);
  const number = requireTlv(info.children, TAG_OCTET_STRING).value;
  const serial = Buffer.from(number).toString('hex').toUpperCase();
  if (!SERIAL_PATTERN.test(serial)) throw new AppError('tokenMalformedAnswer', { reason: 'serial' });
  return serial;
}
