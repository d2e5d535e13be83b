import { describe, expect, it } from 'vitest';
import { Losses } from '../../../src-main/use-cases/account/losses.ts';

describe('what an end of the program would lose', () => {
  it('is nothing where nothing is under way', () => {
    expect(new Losses().list(0)).toEqual([]);
  });

  it('is what is in memory alone', () => {
    expect(new Losses().list(3)).toEqual([{ kind: 'changes', count: 3 }]);
  });

  it('is a password, from when it was made until no secret is on the page', () => {
    const losses = new Losses();
    losses.secretsGone();
    losses.passwordMade();
    expect(losses.list(0)).toEqual([{ kind: 'password' }]);
    losses.secretsGone();
    expect(losses.list(0)).toEqual([]);
  });

  it('is every document until the last one has arrived, or could not be sent', async () => {
    const losses = new Losses();
    const one = Promise.withResolvers<string>();
    const two = Promise.withResolvers<string>();
    const sent = [losses.sending(() => one.promise), losses.sending(() => two.promise)] as const;
    expect(losses.list(0)).toEqual([{ kind: 'upload' }]);
    one.resolve('there');
    expect(await sent[0]).toBe('there');
    expect(losses.list(1)).toEqual([{ kind: 'changes', count: 1 }, { kind: 'upload' }]);
    two.reject(new Error('pulled'));
    await expect(sent[1]).rejects.toThrow('pulled');
    expect(losses.list(0)).toEqual([]);
  });
});
