import { describe, expect, it } from 'vitest';
import { inputFault, wipeBytes } from '../../../src-main/ipc/call-limits.ts';

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

describe('inputFault', () => {
  it.each([
    ['nothing', undefined],
    ['text', 'déblocage 🔑'],
    ['bytes', Uint8Array.from([1])],
    ['a nested value', { a: [{ b: true, c: null, d: 1.5 }] }],
    ['an object without prototype', Object.assign(Object.create(null) as object, { a: 1 })],
  ])('finds none in %s', (_what, value) => {
    expect(inputFault(value)).toBeNull();
  });

  it.each([
    ['tooDeep', nested(7)],
    ['tooLarge', 'a'.repeat(8190)],
    ['tooLarge', { a: 'b'.repeat(4000), c: 'd'.repeat(4200) }],
    ['tooLarge', { ['k'.repeat(9000)]: 1, a: 1 }],
    ['tooLarge', new Uint8Array(new ArrayBuffer(20_000), 0, 4)],
    ['tooLarge', Array.from({ length: 3000 }, () => null)],
    ['tooLarge', Object.assign([], { length: 2 ** 32 - 1 })],
    ['malformedText', 'a\uD800'],
    ['malformedText', { a: ['\uDC00b'] }],
    ['forbiddenType', Number.NaN],
    ['forbiddenType', { a: Number.POSITIVE_INFINITY }],
    ['forbiddenType', 1n],
    ['forbiddenType', () => 1],
    ['forbiddenType', new Map([['a', 1]])],
    ['forbiddenType', new Date(0)],
    ['forbiddenType', /a/u],
    ['forbiddenType', new Uint16Array(2)],
    ['forbiddenType', new ArrayBuffer(2)],
    ['forbiddenType', new Uint8Array(new SharedArrayBuffer(4))],
    ['forbiddenType', Symbol('a')],
    ['forbiddenKey', JSON.parse('{"a":{"__proto__":1}}')],
    ['forbiddenKey', { prototype: 1 }],
    ['forbiddenKey', { [Symbol('a')]: 1 }],
  ])('%s', (fault, value) => {
    expect(inputFault(value)).toBe(fault);
  });

  it('gives up on a small value that unfolds into a huge one', () => {
    let value: unknown = 'x';
    for (let i = 0; i < 6; i++) value = Array.from({ length: 1000 }, () => value);
    expect(inputFault(value)).toBe('tooLarge');
    wipeBytes(value);
  });
});

describe('wipeBytes', () => {
  it('reaches every array of bytes, and survives a circle', () => {
    const bytes = [Uint8Array.from([1, 2]), Uint8Array.from([3])];
    const circle: Record<string, unknown> = { deep: [{ first: bytes[0] }], second: bytes[1] };
    circle['self'] = circle;
    wipeBytes([circle]);
    expect(bytes.map((array) => [...array])).toEqual([[0, 0], [0]]);
  });
});
