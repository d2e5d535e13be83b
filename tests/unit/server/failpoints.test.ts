import { describe, expect, it } from 'vitest';
import { FAILPOINTS } from '../../../src-server/failpoint.ts';
import { isPlaceOf, SWEEPS, type Sweep } from '../../faults/sweeps.ts';

describe('the places where the authority may be killed', () => {
  it.each(FAILPOINTS)('%s is passed by exactly one sweep', (name) => {
    expect((Object.keys(SWEEPS) as Sweep[]).filter((sweep) => isPlaceOf(sweep, name))).toHaveLength(1);
  });

  it('no sweep is told of places that are no more', () => {
    const first = new Set(FAILPOINTS.map((name) => name.split('.')[0]));
    for (const names of Object.values(SWEEPS)) for (const name of names) expect([name, first.has(name)]).toEqual([name, true]);
  });
});
