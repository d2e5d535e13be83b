import { describe, expect, it } from 'vitest';
import { rateLimit } from '../../../src-main/ipc/rate-limit.ts';

describe('rateLimit', () => {
  it('never fills beyond its capacity and keeps fractions of a refill', () => {
    let now = 0;
    const allowed = rateLimit({ capacity: 2, refillMs: 10, now: () => now });
    expect([allowed(), allowed(), allowed()]).toEqual([true, true, false]);
    now = 15;
    expect([allowed(), allowed()]).toEqual([true, false]);
    now = 20;
    expect([allowed(), allowed()]).toEqual([true, false]);
    now = 10_000;
    expect([allowed(), allowed(), allowed()]).toEqual([true, true, false]);
  });

  it('gives nothing for a clock that goes back', () => {
    let now = 1000;
    const allowed = rateLimit({ capacity: 1, refillMs: 10, now: () => now });
    expect(allowed()).toBe(true);
    now = 0;
    expect(allowed()).toBe(false);
  });
});
