import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeLink } from '../../../src-renderer/src/entry/judge-link.ts';
import { parsePastedLink } from '../../../src-shared/links/unblock-link.ts';

const CODE = 'A-z_0'.padEnd(43, 'x');

describe('a pasted link', () => {
  it.each([
    ['', { kind: 'empty' }],
    ['  \n', { kind: 'empty' }],
    [CODE, { kind: 'ok' }],
    [`  ${CODE}\n`, { kind: 'ok' }],
    [`clavis://unblock/${CODE}`, { kind: 'ok' }],
    [`https://autorite.example/unblock#${CODE}`, { kind: 'ok' }],
    [CODE.slice(1), { kind: 'tooShort', count: 42 }],
    [`${CODE}x`, { kind: 'tooLong', count: 44 }],
    ['https://autorite.example/unblock', { kind: 'shape' }],
    [`javascript:${CODE}`, { kind: 'shape' }],
    ['x'.repeat(600), { kind: 'shape' }],
  ])('%j', (text, verdict) => {
    expect(judgeLink(text)).toEqual(verdict);
  });

  it('is judged as main will judge it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[A-Za-z0-9_-]{40,46}$/u)), (text) => {
        expect(judgeLink(text).kind === 'ok').toBe(parsePastedLink(text) !== null);
      }),
    );
  });
});
