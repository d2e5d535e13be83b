import { describe, expect, it } from 'vitest';
import { isSiren, isSiret } from '../../../src-shared/domain/siren.ts';

describe('SIREN and SIRET', () => {
  it.each(['732829320', '356000000', '000000000'])('%s is a SIREN', (value) => expect(isSiren(value)).toBe(true));
  it.each(['732829321', '73282932', '7328293200', '73282932O', '732 829 320', '', '٧٣٢٨٢٩٣٢٠'])('%j is none', (value) => expect(isSiren(value)).toBe(false));
  it.each(['73282932000074', '35600000000048', '35600000049837'])('%s is a SIRET', (value) => expect(isSiret(value)).toBe(true));
  it.each(['73282932000075', '7328293200007', '732829321000074', '73282932100074', '35600000049838', ''])('%j is none', (value) => expect(isSiret(value)).toBe(false));

  it('notices every digit that is mistyped and every two that change places, but for 0 and 9', () => {
    const right = '73282932000074';
    for (let at = 0; at < right.length; at += 1) {
      for (let digit = 0; digit <= 9; digit += 1) {
        const typed = right.slice(0, at) + String(digit) + right.slice(at + 1);
        if (typed !== right) expect([typed, isSiret(typed)]).toEqual([typed, false]);
      }
      const [one, other] = [right[at] ?? '', right[at + 1] ?? ''];
      if (one !== other && other !== '' && !['09', '90'].includes(one + other)) {
        const swapped = right.slice(0, at) + other + one + right.slice(at + 2);
        expect([swapped, isSiret(swapped)]).toEqual([swapped, false]);
      }
    }
  });
});
