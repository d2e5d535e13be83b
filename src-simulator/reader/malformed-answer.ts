import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { Fault } from '../fault-plan.ts';

type Variant = Extract<Fault, { kind: 'malformed' }>['variant'];

const OK = [0x90, 0x00];
const ENDLESS = [0x61, 0xff];

/** What a broken card or reader gives in place of an answer. `loop61` says 61FF for ever: see the reader. */
export function malformedAnswer(variant: Variant, real: Uint8Array): Uint8Array {
  switch (variant) {
    case 'short':
      return Uint8Array.of(0x90);
    case 'long':
      return Uint8Array.from(Buffer.concat([real, Buffer.alloc(300, 0xa5), Uint8Array.from(OK)]));
    case 'garbageTlv':
      return Uint8Array.from([0x70, 0x84, 0x7f, 0xff, 0xff, 0xff, ...randomBytes(40), ...OK]);
    case 'loop61':
      return Uint8Array.from(ENDLESS);
    case 'zeros20k':
      return new Uint8Array(20_000);
  }
}

/** The next answer of a card that never stops saying there is more. */
export function endlessAnswer(): Uint8Array {
  return Uint8Array.from([...new Uint8Array(255).fill(0x5a), ...ENDLESS]);
}
