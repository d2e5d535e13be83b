import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveAppPath } from '../../../src-main/shell/resolve-app-path.ts';

const FILES = new Set(['index.html', 'assets/index-a1.js', 'assets/inter.woff2', 'assets/sub/x.css']);
const PIECES = ['app://clavis/', 'app://clavis', 'assets', 'index.html', 'index-a1.js', '/', '\\', '..', '.', '%2e%2e', '%2f', '%5c', '%00', '\0', 'C:', ' ', '?', '#', '//', 'x', '@', ':80'];

/** Addresses near the real ones: pieces of them and of known attacks, in any order, with noise. */
const address = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((parts) => parts.join('')),
  fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string()), { maxLength: 6 }).map((parts) => `app://clavis/${parts.join('')}`),
  fc.string({ unit: 'binary' }),
);

describe('resolveAppPath', () => {
  it('gives a listed file for its own address alone, and null for every other', () => {
    fc.assert(
      fc.property(address, (text) => {
        const expected = text === 'app://clavis/' ? 'index.html' : ([...FILES].find((file) => text === `app://clavis/${file}`) ?? null);
        expect(resolveAppPath(text, FILES)).toBe(expected);
      }),
      { numRuns: 5000, examples: [['app://clavis/'], ['app://clavis/assets/sub/x.css'], ['app://clavis/assets/../index.html']] },
    );
  });

  it('gives nothing that Chromium’s and Node’s parsers would read as another host or path', () => {
    fc.assert(
      fc.property(address, (text) => {
        if (resolveAppPath(text, FILES) === null) return;
        const parsed = new URL(text);
        expect([parsed.protocol, parsed.host, parsed.search, parsed.hash]).toEqual(['app:', 'clavis', '', '']);
        expect(parsed.href).toBe(text);
      }),
      { numRuns: 5000, examples: [['app://clavis/assets/inter.woff2']] },
    );
  });
});
