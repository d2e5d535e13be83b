/** One element of DER, not made an object of: for what is walked very often or has very many parts. */
export interface DerElement {
  readonly tag: number;
  readonly contents: Buffer;
  /** With tag and length. */
  readonly whole: Buffer;
}

/**
 * The element that begins there: tags of one byte, lengths of at most four (X.690, 8.1.2 and 10.1).
 * @throws Error when the bytes end before it does
 */
export function elementAt(bytes: Buffer, at: number): DerElement {
  const [tag = 0, first = 0] = [bytes[at], bytes[at + 1]];
  const size = first < 0x80 ? 0 : first & 0x7f;
  if (at + 2 + size > bytes.length || size > 4 || first === 0x80) throw new Error('bytes that end before they should');
  const length = size === 0 ? first : bytes.readUIntBE(at + 2, size);
  const from = at + 2 + size;
  if (from + length > bytes.length) throw new Error('bytes that end before they should');
  return { tag, contents: bytes.subarray(from, from + length), whole: bytes.subarray(at, from + length) };
}

/** What a constructed element holds. @throws Error as `elementAt` does */
export function elementsIn({ contents }: Pick<DerElement, 'contents'>): readonly DerElement[] {
  const found: DerElement[] = [];
  let at = 0;
  while (at < contents.length) {
    const element = elementAt(contents, at);
    found.push(element);
    at += element.whole.length;
  }
  return found;
}
