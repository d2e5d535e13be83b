import { describe, it } from 'vitest';
import { failAt, hitsOf, killAt } from './crash-runner.ts';
import { placesOf } from './sweeps.ts';

describe('the authority killed during somebody’s account', () => {
  it.each(hitsOf('accounts'))('at %s, time %i: every act is absent or whole, and everybody goes on', (name, hit) => killAt('accounts', name, hit));
});

describe('the authority that fails without dying', () => {
  it.each(placesOf('accounts'))('at %s: says `internal`, keeps nothing by halves, and goes on', (name) => failAt('accounts', name));
});
