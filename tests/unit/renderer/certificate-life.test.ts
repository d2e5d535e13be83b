import { describe, expect, it } from 'vitest';
import { certificateLife } from '../../../src-renderer/src/tokens/certificate-life.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const certificate = { notBefore: START, notAfter: START + 1000 * DAY };

describe('the life of a certificate', () => {
  it.each([
    [-1, 'notYet', 1],
    [0, 'valid', 1],
    [500 * DAY, 'valid', 0.5],
    [910 * DAY, 'valid', 0.09],
    [910 * DAY + 1, 'expiring', 0.09],
    [1000 * DAY, 'expiring', 0],
    [1000 * DAY + 1, 'expired', 0],
  ])('%d ms after its start', (age, stage, left) => {
    const life = certificateLife(certificate, START + age);
    expect(life.stage).toBe(stage);
    expect(life.left).toBeCloseTo(left, 6);
  });

  it('has none left when its dates are upside down', () => {
    expect(certificateLife({ notBefore: START, notAfter: START }, START).left).toBe(0);
  });
});
