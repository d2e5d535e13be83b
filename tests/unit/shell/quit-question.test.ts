import { describe, expect, it } from 'vitest';
import { QuitQuestion } from '../../../src-main/shell/quit-question.ts';
import type { Loss } from '../../../src-shared/domain/quit.ts';

const UPLOAD: readonly Loss[] = [{ kind: 'upload' }];

/** A shell whose waits end when the test says so. */
function shell(change: { readonly losses?: () => Promise<readonly Loss[]>; readonly page?: () => boolean } = {}) {
  const seen = { asked: [] as (readonly Loss[])[], ended: 0 };
  let waits: (() => void)[] = [];
  const question = new QuitQuestion({
    wouldBeLost: change.losses ?? (async () => UPLOAD),
    pageIsThere: change.page ?? (() => true),
    ask: (losses) => void seen.asked.push(losses),
    end: () => void seen.ended++,
    sleep: () => new Promise((resolve) => waits.push(resolve)),
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    question,
    seen,
    /** Wishes, and comes to where somebody else has to act. */
    wish: async () => {
      void question.wish();
      await settle();
    },
    timeIsUp: async () => {
      const ended = waits;
      waits = [];
      for (const end of ended) end();
      await settle();
    },
  };
}

describe('a wish to quit', () => {
  it('is the end where nothing would be lost', async () => {
    const { wish, seen } = shell({ losses: async () => [] });
    await wish();
    expect(seen).toEqual({ asked: [], ended: 1 });
  });

  it('is a question where something would be, and the end after a yes', async () => {
    const { wish, seen, question, timeIsUp } = shell();
    await wish();
    expect(seen).toEqual({ asked: [UPLOAD], ended: 0 });
    question.answer('shown');
    await timeIsUp();
    expect(seen.ended).toBe(0);
    question.answer('quit');
    expect(seen.ended).toBe(1);
  });

  it('is forgotten after a no, and may come again', async () => {
    const { wish, seen, question, timeIsUp } = shell();
    await wish();
    question.answer('shown');
    question.answer('stay');
    await timeIsUp();
    question.answer('quit');
    expect(seen).toEqual({ asked: [UPLOAD], ended: 0 });
    await wish();
    expect(seen.asked).toHaveLength(2);
  });

  it('that comes again while the question is on screen asks again, with what would be lost by then', async () => {
    let losses: readonly Loss[] = UPLOAD;
    const { wish, seen, question, timeIsUp } = shell({ losses: async () => losses });
    await wish();
    question.answer('shown');
    losses = [{ kind: 'password' }];
    await wish();
    expect(seen).toEqual({ asked: [UPLOAD, losses], ended: 0 });
    question.answer('shown');
    await timeIsUp();
    expect(seen.ended).toBe(0);
    losses = [];
    await wish();
    expect(seen.ended).toBe(1);
  });

  it('is asked about once, however often it comes before the question is on screen', async () => {
    const { wish, seen } = shell();
    await wish();
    await wish();
    expect(seen).toEqual({ asked: [UPLOAD], ended: 0 });
  });

  it('is the end where the page is not there', async () => {
    const { wish, seen } = shell({ page: () => false });
    await wish();
    expect(seen).toEqual({ asked: [], ended: 1 });
  });

  it('is the end where the page does not say in time that it asks', async () => {
    const { wish, seen, timeIsUp } = shell();
    await wish();
    await timeIsUp();
    expect(seen).toEqual({ asked: [UPLOAD], ended: 1 });
  });

  it('is the end where nothing tells in time what would be lost', async () => {
    const { wish, seen, timeIsUp } = shell({ losses: () => new Promise(() => undefined) });
    await wish();
    await timeIsUp();
    expect(seen).toEqual({ asked: [], ended: 1 });
  });

  it('that nobody had ends nothing, whatever a page says', () => {
    const { question, seen } = shell();
    question.answer('quit');
    question.answer('shown');
    question.answer('quit');
    expect(seen).toEqual({ asked: [], ended: 0 });
  });
});
