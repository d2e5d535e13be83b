import { describe, it } from 'vitest';
import { failAt, hitsOf, killAt } from './crash-runner.ts';
import { placesOf } from './sweeps.ts';

describe('the authority killed during a day at the desk', () => {
  it.each(hitsOf('desk'))('at %s, time %i: every act is absent or whole, and everybody goes on', (name, hit) => killAt('desk', name, hit));
});

describe('the authority that fails without dying', () => {
  it.each(placesOf('desk'))('at %s: says `internal`, keeps nothing by halves, and goes on', (name) => failAt('desk', name));
});
