import { describe, expect, it } from 'vitest';
import { ABORTED, untilAborted } from '../../../src-main/use-cases/sync/until-aborted.ts';

describe('a wait that may be ended', () => {
  it('gives the answer, and passes its failure on', async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(Promise.resolve(7), signal)).toBe(7);
    await expect(untilAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
  });

  it('ends at once, though no answer ever comes', async () => {
    const ending = new AbortController();
    const wait = untilAborted(new Promise(() => undefined), ending.signal);
    ending.abort();
    expect(await wait).toBe(ABORTED);
  });

  it('was over before it began', async () => {
    expect(await untilAborted(new Promise(() => undefined), AbortSignal.abort())).toBe(ABORTED);
    expect(await untilAborted(Promise.reject(new Error('dropped')), AbortSignal.abort())).toBe(ABORTED);
  });

  it.each([
    ['an answer', () => Promise.resolve(7)],
    ['a failure', () => Promise.reject(new Error('dropped'))],
  ])('drops %s that comes in the same turn as its end', async (_, answer) => {
    const ending = new AbortController();
    const wait = untilAborted(answer(), ending.signal);
    ending.abort();
    expect(await wait).toBe(ABORTED);
  });

  it('leaves no listener at the signal', async () => {
    const { signal } = new AbortController();
    let held = 0;
    const counted = new Proxy(signal, {
      get: (target, key) => {
        if (key === 'addEventListener') held++;
        if (key === 'removeEventListener') held--;
        const member: unknown = Reflect.get(target, key, target);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
    await untilAborted(Promise.resolve(7), counted);
    await untilAborted(Promise.reject(new Error('no')), counted).catch(() => undefined);
    expect(held).toBe(0);
  });
});
