import { expect, it } from 'vitest';
import { z } from 'zod';
import { parseReply } from '../../../src-main/adapters/authority-http/parse-reply.ts';

const reply = z.strictObject({
  items: z.array(
    z.union([
      z.strictObject({ kind: z.literal('one'), at: z.strictObject({ x: z.number() }) }),
      z.strictObject({ kind: z.literal('two'), y: z.number() }),
    ]),
  ),
  next: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('page'), number: z.number() }), z.strictObject({ kind: z.literal('end') })]).nullable(),
});

it('leaves out what it does not know, wherever it stands', () => {
  const said = {
    items: [{ kind: 'one', at: { x: 1, z: 3 }, more: [] }, { kind: 'two', y: 2, more: {} }, { kind: 'two', y: 4 }],
    next: { kind: 'page', number: 5, of: 9 },
    at: 'noon',
  };
  expect(parseReply(reply, said)).toEqual({ items: [{ kind: 'one', at: { x: 1 } }, { kind: 'two', y: 2 }, { kind: 'two', y: 4 }], next: { kind: 'page', number: 5 } });
});

it.each([
  ['a field less beside a field more', { items: [], more: 1 }],
  ['a kind nobody knows', { items: [{ kind: 'three', y: 1 }], next: null }],
  ['a form that is none of a union’s', { items: [{ kind: 'two', more: 1 }], next: null }],
  ['another type beside a field more', { items: [{ kind: 'one', at: { x: '1', z: 3 } }], next: null }],
  ['a list', []],
  ['nothing', undefined],
])('takes no reply with %s', (_, said) => {
  expect(parseReply(reply, said)).toBeNull();
});

it('finds the names of prototypes to be fields like any other', () => {
  const said: unknown = JSON.parse('{"items":[],"next":null,"__proto__":{"kind":"x"},"constructor":1}');
  expect(parseReply(reply, said)).toEqual({ items: [], next: null });
});
