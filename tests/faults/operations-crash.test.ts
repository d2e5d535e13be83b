import { describe, it } from 'vitest';
import { hitsOf, killAt } from './crash-runner.ts';

describe('the authority killed in its own work', () => {
  it.each(hitsOf('operations'))('at %s, time %i: whole or absent, and the next round finishes it', (name, hit) => killAt('operations', name, hit));
});
