import { AppError } from '../../../../src-shared/errors/app-error.ts';
import { findTlv, parseTlv } from '../../tlv/tlv.ts';
import type { ResponseApdu } from '../../transport/transport.ts';

/**
 * Size in bytes of the file that an answer to SELECT describes: 62 or 6F with tag 80 or 81 (ISO 7816-4, 5.3.3).
 * @throws AppError tokenMalformedAnswer where it tells none
 */
export function fileSize({ data }: Pick<ResponseApdu, 'data'>): { readonly size: number } {
  const [template] = parseTlv(data);
  if (template === undefined || (template.tag !== 0x62 && template.tag !== 0x6f)) throw malformed();
  const size = findTlv(template.children, 0x80) ?? findTlv(template.children, 0x81);
  if (size === undefined || size.value.length === 0 || size.value.length > 3) throw malformed();
  return { size: size.value.reduce((value, byte) => value * 0x100 + byte, 0) };
}

const malformed = (): AppError => new AppError('tokenMalformedAnswer', { reason: 'fcp' });
