import { Primitive } from 'asn1js';

/**
 * A SEQUENCE of what is encoded already, DER.
 * @param context the number of an explicit tag around it in place of SEQUENCE's own (X.690, 8.14); null: none
 */
export function encodedSequence(parts: ReadonlyArray<ArrayBuffer | Uint8Array>, context: number | null = null): Primitive {
  const block = new Primitive({ valueHex: Uint8Array.from(Buffer.concat(parts.map((part) => new Uint8Array(part)))).buffer });
  block.idBlock.tagClass = context === null ? 1 : 3;
  block.idBlock.tagNumber = context ?? 16;
  block.idBlock.isConstructed = true;
  return block;
}
