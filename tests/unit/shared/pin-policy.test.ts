import { describe, expect, it } from 'vitest';
import { isAcceptablePin, judgePin, samePin } from '../../../src-shared/pin/pin-policy.ts';

const pin = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('PIN policy', () => {
  it('refuses exactly 1234 and the ten repeated digits among all 10,000 entries', () => {
    const refused: string[] = [];
    for (let n = 0; n < 10_000; n++) {
      const text = String(n).padStart(4, '0');
      if (!isAcceptablePin(pin(text))) refused.push(text);
    }
    expect(refused.toSorted()).toEqual(['1234', ...Array.from({ length: 10 }, (_, digit) => String(digit).repeat(4))].toSorted());
  });

  it.each(['', '1', '123', '12345', '12a4', '１２３４', '٤٨٢١', '48 1', '482\n'])('refuses %j', (text) => {
    expect(isAcceptablePin(pin(text))).toBe(false);
  });

  it('leaves rules open while an entry is short', () => {
    expect(judgePin(pin('12'))).toEqual({ length: 'open', digits: 'met', notSequence: 'open', notRepeated: 'open' });
    expect(judgePin(pin('1x'))).toMatchObject({ digits: 'broken' });
    expect(judgePin(pin('1234'))).toMatchObject({ notSequence: 'broken', notRepeated: 'met' });
  });

  it('compares whole entries', () => {
    expect(samePin(pin('4821'), pin('4821'))).toBe(true);
    expect(samePin(pin('4821'), pin('4822'))).toBe(false);
    expect(samePin(pin('4821'), pin('482'))).toBe(false);
  });
});
