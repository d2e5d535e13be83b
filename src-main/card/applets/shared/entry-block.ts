import { AppError } from '../../../../src-shared/errors/app-error.ts';
import { hasCharset, type PinFormat } from '../../../../src-shared/pin/pin-format.ts';
import { SecretBytes } from '../../apdu/secret-bytes.ts';

/** How a card model takes a PIN or PUK: what it may be, and the block that stands for it in a command. */
export interface EntryEncoding {
  readonly format: PinFormat;
  /** Length of the block, shorter entries filled up with `byte`; null: the entry itself. */
  readonly padding: { readonly length: number; readonly byte: number } | null;
}

/**
 * The block of an entry: its ASCII bytes, filled up. The caller overwrites the result.
 * @throws AppError pinLength | pinNotDigits | pinCharacters before any byte reaches the card
 */
export function entryBlock(entry: SecretBytes, { format, padding }: EntryEncoding): SecretBytes {
  return entry.lend((bytes) => {
    if (bytes.length < format.minLength || bytes.length > format.maxLength) throw new AppError('pinLength');
    if (!hasCharset(bytes, format)) throw new AppError(format.charset === 'digits' ? 'pinNotDigits' : 'pinCharacters');
    if (padding === null) return new SecretBytes(bytes);
    const block = new Uint8Array(padding.length).fill(padding.byte);
    block.set(bytes);
    try {
      return new SecretBytes(block);
    } finally {
      block.fill(0);
    }
  });
}
