import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INPUT_SCHEMAS } from '../../../src-shared/ipc/schemas.ts';
import { VERBS, type VerbName } from '../../../src-shared/ipc/verbs.ts';
import { fakeDoor } from '../../support/fake-door.ts';

/** Whatever structured clone could carry, with the keys and values that schemas look for mixed in. */
const clonable = fc.anything({
  key: fc.oneof(fc.constantFrom('language', 'target', 'readerId', 'inserted', 'mailId', 'text', 'pin', 'confirmation', 'answers', '__proto__', 'constructor'), fc.string()),
  values: [
    fc.constantFrom('fr', 'en', 'revocation', 'r1', '', '\uD800', 'a'.repeat(9000), '../../etc/passwd', 'app://clavis/'),
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.boolean(),
    fc.uint8Array({ maxLength: 20 }),
    fc.constantFrom(null, undefined),
  ],
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: true,
  withBigInt: true,
  withNullPrototype: true,
});

describe.each(VERBS)('%s under any input', (verb) => {
  it('answers with an envelope, and runs its handler only for what its schema takes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(clonable, { maxLength: 2 }), async (args) => {
        const door = fakeDoor();
        const fits = args.length <= 1 && INPUT_SCHEMAS[verb].safeParse(args[0]).success;
        const reply = await door.knock(verb, ...args);
        expect(door.passed.length).toBeLessThanOrEqual(fits ? 1 : 0);
        if (reply.ok) expect(door.passed).toHaveLength(1);
        else expect(reply).toEqual({ ok: false, problem: { code: 'callRejected', details: {} } });
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      }),
      { numRuns: 300, verbose: fc.VerbosityLevel.Verbose },
    );
  });
});

const bytes = (): Uint8Array => new Uint8Array(4);
/** One honest input of every verb that takes one, made anew: the door overwrites bytes. */
const HONEST: Partial<Record<VerbName, () => object>> = {
  'app.setLanguage': () => ({ language: 'en' }),
  'app.openLink': () => ({ target: 'office' }),
  'app.protectScreen': () => ({ protect: true }),
  'app.answerQuit': () => ({ reply: 'stay' }),
  'virtualReader.setInserted': () => ({ readerId: 'virtual:0', inserted: true }),
  'mailbox.useLink': () => ({ mailId: 'm1' }),
  'mailbox.openPage': () => ({ mailId: 'm1' }),
  'unblock.requestLink': () => ({ readerId: 'virtual:0' }),
  'unblock.pasteLink': () => ({ text: 'x' }),
  'unblock.choosePin': () => ({ pin: bytes(), confirmation: bytes() }),
  'unblock.submitAnswers': () => ({ answers: [{ questionId: 'q1', answer: 'a' }] }),
};

describe.each(Object.entries(HONEST) as [VerbName, () => object][])('%s with an honest input', (verb, honest) => {
  it('passes', async () => {
    expect(await fakeDoor().knock(verb, honest())).toEqual({ ok: true, value: undefined });
  });

  it('is refused with any key more', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), clonable, async (key, value) => {
        fc.pre(!Object.hasOwn(honest(), key));
        const door = fakeDoor();
        const input = Object.defineProperty(honest(), key, { value, enumerable: true });
        expect((await door.knock(verb, input)).ok).toBe(false);
        expect(door.passed).toEqual([]);
      }),
    );
  });

  it('is refused with any key less', async () => {
    for (const key of Object.keys(honest())) {
      const input = honest();
      Reflect.deleteProperty(input, key);
      expect((await fakeDoor().knock(verb, input)).ok).toBe(false);
    }
  });
});

describe('a PIN', () => {
  it('is never left in the arguments of a call, whatever else is in them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.uint8Array({ maxLength: 20 }), clonable, async (pin, confirmation, more) => {
        const call = { pin, confirmation, ...(typeof more === 'string' ? { more } : {}) };
        await fakeDoor().knock('unblock.choosePin', call);
        expect([...pin, ...confirmation].every((byte) => byte === 0)).toBe(true);
      }),
    );
  });
});
