import { describe, it } from 'vitest';
import { failAt, hitsOf, killAt } from './crash-runner.ts';
import { placesOf } from './sweeps.ts';

describe('the authority killed during an unblock', () => {
  it.each(hitsOf('unblock'))('at %s, time %i: every act is absent or whole, and everybody goes on', (name, hit) => killAt('unblock', name, hit));
});

describe('the authority that fails without dying', () => {
  it.each(placesOf('unblock').filter((name) => !name.startsWith('mail.')))('at %s: says `internal`, keeps nothing by halves, and goes on', (name) => failAt('unblock', name));
});
