import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileVault } from '../../src-server/vault/file-vault.ts';
import { newVaultSecrets } from '../../src-server/vault/vault-secrets.ts';
import { AuthorityFixture, type Holder } from './authority-fixture.ts';

const MINUTE = 60_000;

let authority: AuthorityFixture;
let holder: Holder;
beforeEach(async () => {
  authority = await AuthorityFixture.open();
  holder = await authority.open();
});
afterEach(() => authority.close());

const triesLeft = async (): Promise<number> => (await holder.read()).body().triesLeft;
const right = (): string[] => authority.person().questions.map(({ answer }) => answer);

describe('a set of answers', () => {
  it('is judged whole: one wrong among four is one wrong set, and nothing says which', async () => {
    const replies = new Set<string>();
    for (const [i, position] of [0, 3].entries()) {
      replies.add((await holder.answer(i + 1, right().with(position, 'autre'))).text.replace(/\d/gu, '#'));
    }
    expect(replies.size).toBe(1);
    expect(await triesLeft()).toBe(1);
  });

  it.each([
    ['capitals', (answer: string) => answer.toUpperCase()],
    ['a space at the end', (answer: string) => `${answer} `],
    ['accents', (answer: string) => answer.normalize('NFD').replaceAll(/\p{M}/gu, '')],
  ])('counts %s', async (_, change) => {
    const changed = right().map(change);
    expect(changed).not.toEqual(right());
    expect((await holder.answer(1, changed)).body()).toEqual({ verdict: 'refused', triesLeft: 2, triesMax: 3 });
  });

  it('may be typed with composed or decomposed accents', async () => {
    const decomposed = right().map((answer) => answer.normalize('NFD'));
    expect(decomposed).not.toEqual(right());
    expect((await holder.answer(1, decomposed)).body().verdict).toBe('accepted');
  });

  it('that is not whole costs no try', async () => {
    const whole = holder.attempt(1, 'wrong');
    const [first] = whole.answers;
    const incomplete = [
      whole.answers.slice(1),
      whole.answers.with(0, { questionId: first?.questionId ?? '', answer: '' }),
      whole.answers.with(0, { questionId: first?.questionId ?? '', answer: ' \t' }),
      whole.answers.with(0, { questionId: 'nobody', answer: 'x' }),
      [...whole.answers, { questionId: 'extra', answer: 'x' }],
      whole.answers.with(1, { questionId: first?.questionId ?? '', answer: 'x' }),
    ];
    for (const answers of incomplete) {
      const reply = await holder.call('submitAnswers', { ...whole, answers });
      expect([reply.status, reply.refusal().code]).toEqual([422, 'answersIncomplete']);
    }
    expect(await triesLeft()).toBe(3);
  });
});

describe('an attempt', () => {
  it('sent again is judged once', async () => {
    const attemptId = randomUUID();
    const first = (await holder.answer(1, 'wrong', attemptId)).body();
    expect((await holder.answer(1, 'wrong', attemptId)).body()).toEqual(first);
    await authority.restart();
    expect((await holder.answer(1, 'wrong', attemptId)).body()).toEqual(first);
    expect(await triesLeft()).toBe(2);
    expect((await holder.read()).body().lastAttempt).toEqual({ attemptId, verdict: 'refused' });
  });

  it('sent again after it was accepted is still that verdict', async () => {
    const attemptId = randomUUID();
    const first = (await holder.answer(1, 'right', attemptId)).body();
    expect((await holder.answer(1, 'right', attemptId)).body()).toEqual(first);
    expect((await holder.answer(1, 'right')).refusal()).toMatchObject({ code: 'stepOutOfOrder' });
  });

  it('with the same id and another content is refused and costs nothing', async () => {
    const attemptId = randomUUID();
    (await holder.answer(1, 'wrong', attemptId)).body();
    for (const reply of [await holder.answer(1, 'right', attemptId), await holder.answer(2, 'wrong', attemptId)]) {
      expect([reply.status, reply.refusal().code]).toEqual([422, 'idempotencyMismatch']);
    }
    expect(await triesLeft()).toBe(2);
  });

  it('with a number that is not the next is stale and costs nothing', async () => {
    for (const number of [2, 3]) expect((await holder.answer(number, 'wrong')).refusal()).toMatchObject({ code: 'answersStale', details: { triesLeft: 3 } });
    (await holder.answer(1, 'wrong')).body();
    for (const number of [1, 3]) expect((await holder.answer(number, 'wrong')).refusal()).toMatchObject({ code: 'answersStale', details: { triesLeft: 2 } });
    expect(await triesLeft()).toBe(2);
  });

  it('made twenty times in parallel with the same number counts once', async () => {
    const verdicts = await Promise.all(Array.from({ length: 18 }, () => holder.answer(1, 'wrong')));
    expect(verdicts.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const reply of verdicts) if (reply.status !== 200) expect(['answersStale', 'tooManyRequests']).toContain(reply.refusal().code);
    expect(await triesLeft()).toBe(2);
  });

  it('made in parallel with every number never spends more than it was given verdicts', async () => {
    const replies = await Promise.all([1, 2, 3, 1, 2, 3, 2, 1, 3].map((number) => holder.answer(number, 'wrong')));
    const spent = replies.filter(({ status }) => status === 200).length;
    expect(spent).toBeGreaterThanOrEqual(1);
    expect((await authority.authority.deps.db.selectFrom('dossiers').select('tries_left').where('serial', '=', authority.person().serial).executeTakeFirstOrThrow()).tries_left).toBe(3 - spent);
  });

  it('beyond what may wait is told to come back, and costs nothing', async () => {
    const vault = await fileVault(await newVaultSecrets());
    const gate = Promise.withResolvers<void>();
    let closed = false;
    const mac: typeof vault.mac = async (...input) => {
      if (closed) await gate.promise;
      return vault.mac(...input);
    };
    const narrow = await AuthorityFixture.open({ config: { argon2Concurrency: 1, argon2Queue: 1 }, parts: { vault: { ...vault, mac } } });
    try {
      const one = await narrow.open();
      closed = true;
      // One is hashing and stays at it, one waits: the other four are refused.
      const refused: Array<Awaited<ReturnType<typeof one.answer>>> = [];
      const replies = Array.from({ length: 6 }, async () => {
        const reply = await one.answer(1, 'wrong');
        if (reply.status === 429) refused.push(reply);
        if (refused.length === 4) gate.resolve();
      });
      await Promise.all(replies);
      closed = false;
      expect(refused).toHaveLength(4);
      for (const reply of refused) {
        expect(reply.refusal().code).toBe('tooManyRequests');
        expect(reply.headers['retry-after']).toBe('5');
      }
      expect((await one.read()).body().triesLeft).toBe(2);
    } finally {
      await narrow.close();
    }
  });
});

describe('three wrong sets', () => {
  const lock = async (): Promise<void> => {
    expect((await holder.answer(1, 'wrong')).body()).toMatchObject({ verdict: 'refused', triesLeft: 2 });
    expect((await holder.answer(2, 'wrong')).body()).toMatchObject({ verdict: 'refused', triesLeft: 1 });
    expect((await holder.answer(3, 'wrong')).body()).toMatchObject({ verdict: 'lockedOut', triesLeft: 0 });
  };

  it('lock the dossier for good and tell the holder', async () => {
    await lock();
    expect((await holder.read()).body()).toMatchObject({ state: 'lockedOut', triesLeft: 0 });
    expect((await holder.answer(3, 'right')).refusal().code).toBe('answersLocked');
    expect((await holder.challenge('0011223344556677')).refusal().code).toBe('answersLocked');
    expect((await holder.report('done', 3)).refusal().code).toBe('sessionClosed');
    const { mails } = await authority.mailbox();
    const told = mails.filter(({ subject }) => subject.startsWith('Déblocage impossible'));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ link: null });
    expect(told[0]?.text).toContain('https://clavis.example/revocation');
    expect(told[0]?.text).toContain('https://clavis.example/commande');
  });

  it('leave no link to be had: the mail says why, in place of one', async () => {
    const { serial } = authority.person();
    await lock();
    authority.now += MINUTE;
    const reply = await authority.call('requestLink', { body: { serial, certificateSha256: null, language: 'en' } });
    expect(reply.text).toBe(JSON.stringify({ accepted: true, maskedEmail: null }));
    const newest = (await authority.mailbox()).mails[0];
    expect(newest).toMatchObject({ link: null });
    expect(newest?.subject).toContain('cannot be unblocked');
    const open = await authority.authority.deps.db.selectFrom('tickets').select('id').where('used_at', 'is', null).where('voided_at', 'is', null).execute();
    expect(open).toEqual([]);
  });

  it('make a link that was already out useless', async () => {
    (await holder.answer(1, 'wrong')).body();
    (await holder.answer(2, 'wrong')).body();
    authority.now += MINUTE;
    const code = await authority.code();
    (await holder.answer(3, 'wrong')).body();
    const reply = await authority.call('openSession', { body: authority.openBody(code), idempotencyKey: randomUUID() });
    expect([reply.status, reply.refusal().code]).toEqual([423, 'answersLocked']);
  });
});

describe('the tries', () => {
  it('are the dossier’s: a new link does not refill them', async () => {
    (await holder.answer(1, 'wrong')).body();
    (await holder.answer(2, 'wrong')).body();
    authority.now += MINUTE;
    const again = await authority.open();
    expect((await again.read()).body().triesLeft).toBe(1);
    expect((await again.answer(1, 'wrong')).refusal().code).toBe('answersStale');
    expect((await again.answer(3, 'wrong')).body().verdict).toBe('lockedOut');
  });

  it('are back only when the unblock is confirmed', async () => {
    (await holder.answer(1, 'wrong')).body();
    expect((await holder.answer(2, 'right')).body()).toEqual({ verdict: 'accepted', triesLeft: 2, triesMax: 3 });
    expect(await triesLeft()).toBe(2);
    (await holder.challenge('0011223344556677')).body();
    expect(await triesLeft()).toBe(2);
    (await holder.report('done', 3)).body();
    expect(await triesLeft()).toBe(3);
  });
});
