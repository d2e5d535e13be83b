import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openableAddress } from '../../../src-main/shell/external-links.ts';

const PIECES = ['https://', 'http://', 'file://', 'javascript:', 'clavis.example', '127.0.0.1', 'localhost', '@', ':', '8080', '/', '\\', '#', '?', '%0d%0a', '\n', ' ', '"', '..', 'xn--'];

describe('openableAddress', () => {
  it('opens only https to a name or http(s) to this machine, unchanged, without credentials or white space', () => {
    let opened = 0;
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.webPath(), fc.string({ maxLength: 5 })), { maxLength: 7 }), (parts) => {
        const text = parts.join('');
        const result = openableAddress(text);
        if (result === null) return;
        opened++;
        const address = new URL(result);
        expect(['https:', 'http:']).toContain(address.protocol);
        if (address.protocol === 'http:') expect(['127.0.0.1', 'localhost', '[::1]']).toContain(address.hostname);
        expect([address.username, address.password]).toEqual(['', '']);
        expect(result).not.toMatch(/[\s"'<>\\^`{|}]/u);
        expect(new URL(text).href).toBe(result);
      }),
      { numRuns: 20_000, examples: [[['https://', 'clavis.example', '/a']]] },
    );
    expect(opened).toBeGreaterThan(1);
  });
});
