import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANSWER_TRIES_MAX, CHALLENGES_MAX } from '../../../src-shared/domain/unblock-state.ts';
import { verifyAudit } from '../../../src-server/audit/verify-audit.ts';
import { AuthorityFixture, Holder } from '../../contract/authority-fixture.ts';

const MINUTE = 60_000;

/** What a holder, an app that crashes and repeats itself, or someone with a stolen link may do next. */
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('open' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('answer' as const), number: fc.integer({ min: 1, max: 3 }), right: fc.boolean(), next: fc.boolean(), again: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('challenge' as const), which: fc.integer({ min: 0, max: 4 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('report' as const), outcome: fc.constantFrom('done' as const, 'refused' as const, 'unknown' as const), left: fc.constantFrom(null, 0, 2, 3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 89_999, 90_000, 3_600_000, 86_400_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('old' as const) }) },
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
const WRONG: Step = { do: 'answer', number: 1, right: false, next: true, again: false };
const RIGHT: Step = { ...WRONG, right: true };

/** Tried first, so that a run always gets to each of these ends; what follows is chance. */
const EXAMPLES: [Step[]][] = [
  [[WRONG, WRONG, WRONG, { do: 'open' }]],
  [[WRONG, { do: 'open' }, RIGHT, { do: 'challenge', which: 1 }, { do: 'report', outcome: 'done', left: 3 }, { do: 'old' }]],
  // Tries given back by a late report while another session has spent one.
  [[RIGHT, { do: 'challenge', which: 0 }, { do: 'open' }, WRONG, { do: 'old' }, WRONG, WRONG, WRONG]],
];

/** The little that must hold whatever happens, kept apart from the program's own tables. */
interface Known {
  wrong: number;
  locked: boolean;
  readonly accepted: Set<string>;
  readonly responses: Map<string, Set<string>>;
  readonly confirmed: Set<string>;
}

describe('any sequence of calls', () => {
  it('keeps tries, responses and results what they must be', async () => {
    const reached = { confirmed: 0, locked: 0, severalSessions: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
        const authority = await AuthorityFixture.open();
        try {
          const known: Known = { wrong: 0, locked: false, accepted: new Set(), responses: new Map(), confirmed: new Set() };
          const holders: Holder[] = [await authority.open()];
          let attemptId: string = randomUUID();
          for (const one of steps) {
            const holder = one.do === 'old' ? holders[0] : holders.at(-1);
            if (holder === undefined) throw new Error('no session');
            const id = holder.credential.sessionId;
            switch (one.do) {
              case 'open': {
                // Two minutes apart, and a day's limit of links or of sessions may still be in the way: then there is just no new session.
                authority.now += 2 * MINUTE;
                const asked = await authority.call('requestLink', { body: { serial: authority.person().serial, certificateSha256: null, language: 'fr' } });
                if (asked.status !== 202 || known.locked) break;
                authority.now += 2 * MINUTE;
                const { mails } = await authority.mailbox();
                const code = mails.find(({ link }) => link !== null)?.link?.split('#')[1] ?? '';
                const reply = await authority.call('openSession', { body: authority.openBody(code), idempotencyKey: randomUUID() });
                if (reply.status === 429) break;
                const opened = reply.body();
                const right = authority.person().questions.map(({ answer }) => answer);
                holders.push(new Holder(authority, { sessionId: opened.sessionId, bearer: opened.sessionToken }, opened.questions.map((question) => question.id), right));
                break;
              }
              case 'answer': {
                if (!one.again) attemptId = randomUUID();
                const before = (await holder.read()).body();
                const number = one.next ? Math.min(3, ANSWER_TRIES_MAX - before.triesLeft + 1) : one.number;
                const reply = await holder.answer(number, one.right ? 'right' : 'wrong', attemptId);
                if (reply.status !== 200) break;
                const { verdict } = reply.body();
                const replayed = before.lastAttempt?.attemptId === attemptId;
                if (!replayed) {
                  expect(before.state).toBe('opened');
                  expect(verdict).toBe(one.right ? 'accepted' : known.wrong === 2 ? 'lockedOut' : 'refused');
                  if (!one.right) known.wrong++;
                }
                if (verdict === 'accepted') known.accepted.add(id);
                if (verdict === 'lockedOut') known.locked = true;
                break;
              }
              case 'challenge': {
                const challenge = `${one.which}`.repeat(16);
                const reply = await holder.challenge(challenge);
                if (reply.status !== 200) break;
                expect(known.accepted.has(id)).toBe(true);
                const given = known.responses.get(id) ?? new Set();
                known.responses.set(id, given.add(challenge));
                expect(given.size).toBeLessThanOrEqual(CHALLENGES_MAX);
                expect(reply.body().challengesLeft).toBe(CHALLENGES_MAX - given.size);
                break;
              }
              case 'report':
              case 'old': {
                const reply = one.do === 'old' ? await holder.report('done', 3) : await holder.report(one.outcome, one.left, 3);
                if (reply.status !== 200) break;
                expect(known.responses.get(id)?.size ?? 0).toBeGreaterThan(0);
                if (reply.body().state === 'confirmed' && !known.confirmed.has(id)) {
                  expect(one.do === 'old' || (one.outcome === 'done' && one.left === 3)).toBe(true);
                  known.confirmed.add(id);
                  if (!known.locked) known.wrong = 0;
                }
                break;
              }
              case 'wait':
                authority.now += one.ms;
            }
            for (const each of holders) {
              const view = (await each.read()).body();
              expect(view.triesLeft).toBe(ANSWER_TRIES_MAX - known.wrong);
              expect(view.state === 'confirmed').toBe(known.confirmed.has(view.sessionId));
              expect(view.receipt !== null).toBe(view.state === 'confirmed');
            }
            const open = await authority.authority.deps.db.selectFrom('sessions').select('id').where('state', 'in', ['opened', 'answered', 'challenged']).execute();
            expect(open.length).toBeLessThanOrEqual(1);
          }
          if (known.confirmed.size > 0) reached.confirmed++;
          if (known.locked) reached.locked++;
          if (holders.length > 1) reached.severalSessions++;
          expect(authority.logs.filter((line) => line.includes('request failed'))).toEqual([]);
          expect(await verifyAudit(authority.authority.deps.db)).toMatchObject({ ok: true });
        } finally {
          await authority.close();
        }
      }),
      { numRuns: 60, examples: EXAMPLES },
    );
    // A search that never gets anywhere would prove nothing.
    for (const [what, times] of Object.entries(reached)) expect(times, what).toBeGreaterThan(0);
  });
});
