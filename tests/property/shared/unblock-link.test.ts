import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepLinkOf, parseDeepLink, parsePastedLink, UNBLOCK_CODE_PATTERN } from '../../../src-shared/links/unblock-link.ts';

const code = fc.stringMatching(/^[A-Za-z0-9_-]{43}$/u);

describe('unblock links', () => {
  it('find the code in each of the three forms, white space around forgiven', () => {
    fc.assert(
      fc.property(code, fc.constantFrom('', ' ', '\n', '\t '), (value, space) => {
        for (const form of [value, deepLinkOf(value), `https://autorite.example/unblock#${value}`, `http://127.0.0.1:4000/unblock#${value}`]) {
          expect(parsePastedLink(space + form + space)).toBe(value);
        }
      }),
    );
  });

  it('find nothing else: whatever is parsed is a code that stands in the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 600 }), fc.webUrl({ withFragments: true })), (text) => {
        const parsed = parsePastedLink(text);
        if (parsed !== null) expect(UNBLOCK_CODE_PATTERN.test(parsed) && text.includes(parsed)).toBe(true);
      }),
    );
  });

  it.each([
    'clavis://unblock/../settings',
    'clavis://other/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'CLAVIS://unblock/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'clavis://unblock/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA?x=1',
    'clavis://unblock/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA --inspect',
    'clavis://unblock/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%41',
    'clavis://a@unblock/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'javascript:alert(1)#AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'file:///unblock#AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'https://autorite.example/unblock?AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  ])('refuse %s', (text) => {
    expect(parseDeepLink(text)).toBeNull();
    expect(parsePastedLink(text)).toBeNull();
  });
});
