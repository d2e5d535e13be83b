import { describe, it } from 'vitest';
import { failEverywhere, hitsOf, killAt } from './crash-runner.ts';

describe('the authority killed while certificates live', () => {
  it.each(hitsOf('certificates'))('at %s, time %i: every act is absent or whole, and everybody goes on', (name, hit) => killAt('certificates', name, hit));
});

describe('the authority that fails without dying', () => {
  it('at any place, any time it is passed: keeps nothing of the act, and goes on', async () => {
    console.log(`${await failEverywhere('certificates')} places of a life of certificates`);
  });
});
