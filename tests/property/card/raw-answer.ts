import fc from 'fast-check';
import { hex } from '../../support/apdu-script.ts';

/** Answers that say they are good, so that parsers get past the status word. */
const good = (data: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> => data.map((bytes) => Uint8Array.of(...bytes, 0x90, 0x00));
const tlvLike = fc.letrec<{ object: Uint8Array; value: Uint8Array }>((tie) => ({
  object: fc
    .tuple(
      fc.constantFrom([0x30], [0x61], [0x62], [0x6f], [0x70], [0xa0], [0xa1], [0xa4], [0x4f], [0x5a], [0x04], [0x80], [0x9a], [0x9b], [0x7f, 0x41], [0xbf, 0x81, 0x01]),
      tie('value'),
      fc.constantFrom(0, 0, 0, 1, -1),
    )
    .map(([tag, value, slip]) => {
      const length = Math.min(Math.max(value.length + slip, 0), 0xffff);
      return Uint8Array.of(...tag, ...(length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff]), ...value);
    }),
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.uint8Array({ maxLength: 20 }),
    fc.array(tie('object'), { maxLength: 4 }).map((parts) => Uint8Array.from(Buffer.concat(parts))),
  ),
})).value;
/** Any answer of a card, whole, broken or hostile: data and status word. */
export const rawAnswer = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  good(fc.uint8Array({ maxLength: 256 })),
  good(tlvLike),
  tlvLike,
  fc.constantFrom(new Uint8Array(20_000), hex(`${'5A'.repeat(255)}61FF`), hex('61FF'), hex('6C00'), hex('90'), hex('')),
);
