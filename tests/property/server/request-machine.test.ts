import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionsOf, isEnded, mayDoTo, moveRequest, moverOf, nextOf, REQUEST_MOVES, type RequestDeed, type RequestMove } from '../../../src-server/domain/request-machine.ts';
import { REQUEST_ACTIONS, REQUEST_PARTIES, REQUEST_STATES, type RequestAction, type RequestState } from '../../../src-shared/domain/request-codes.ts';

const SEED = Number(process.env['CLAVIS_SEED'] ?? Date.now());
const state = fc.constantFrom(...REQUEST_STATES);
const move = fc.constantFrom(...REQUEST_MOVES);
const RUN = { seed: SEED, numRuns: 2_000 };
console.log(`request machine: seed ${SEED}`);

/** States after any moves from a draft, refused ones left out. */
function walk(moves: readonly RequestMove[]): readonly RequestState[] {
  const visited: RequestState[] = ['draft'];
  for (const one of moves) visited.push(moveRequest(visited.at(-1) ?? 'draft', one) ?? visited.at(-1) ?? 'draft');
  return visited;
}

describe('the machine of a request', () => {
  it('reaches every state from a draft', () => {
    const reached = new Set<RequestState>(['draft']);
    for (const from of reached) for (const one of REQUEST_MOVES) reached.add(moveRequest(from, one) ?? from);
    expect([...reached].toSorted()).toEqual([...REQUEST_STATES].toSorted());
  });

  it('lets every state that has not ended end: by its owner, but for a draft, which is deleted', () => {
    for (const from of REQUEST_STATES) {
      if (isEnded(from)) continue;
      expect([from, from === 'draft' ? mayDoTo(from, 'delete') : moveRequest(from, 'withdraw') === 'withdrawn']).toEqual([from, true]);
    }
  });

  it('stays where it has ended, whatever is tried', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        const visited = walk(moves);
        const end = visited.findIndex(isEnded);
        if (end !== -1) expect(new Set(visited.slice(end)).size).toBe(1);
      }),
      RUN,
    );
  });

  it('issues nothing that no office accepted, and accepts nothing that nobody handed in', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        const visited = walk(moves);
        const before = (of: RequestState, needed: RequestState): void => {
          const at = visited.indexOf(of);
          if (at !== -1) expect(visited.slice(0, at)).toContain(needed);
        };
        before('issued', 'accepted');
        before('accepted', 'beingChecked');
        before('beingChecked', 'submitted');
        before('appointmentPlanned', 'accepted');
      }),
      RUN,
    );
  });

  it('offers exactly what it allows, to whom it allows it', () => {
    const deeds: readonly RequestDeed[] = ['modify', 'addDocuments', 'delete', 'judgeDocuments'];
    fc.assert(
      fc.property(state, fc.constantFrom('holder' as const, 'office' as const), (at, party) => {
        const offered = actionsOf(at, party);
        expect(new Set(offered).size).toBe(offered.length);
        for (const action of offered) {
          const isMove = (REQUEST_MOVES as readonly string[]).includes(action);
          const allowed = action === 'print' || (isMove ? moveRequest(at, action as RequestMove) !== null && moverOf(action as RequestMove) === party : mayDoTo(at, action as RequestDeed));
          expect([at, party, action, allowed]).toEqual([at, party, action, true]);
        }
        const other = actionsOf(at, party === 'holder' ? 'office' : 'holder');
        expect(offered.filter((action) => other.includes(action))).toEqual([]);
        for (const deed of deeds) if (mayDoTo(at, deed)) expect([...offered, ...other]).toContain(deed);
        for (const one of REQUEST_MOVES) {
          if (moveRequest(at, one) !== null && (REQUEST_ACTIONS as readonly string[]).includes(one)) expect([...offered, ...other]).toContain(one as RequestAction);
        }
      }),
      RUN,
    );
  });

  it('says who acts next exactly until the end', () => {
    for (const at of REQUEST_STATES) {
      for (const kind of ['token', 'software'] as const) {
        const next = nextOf(at, kind);
        expect([at, next === null]).toEqual([at, isEnded(at)]);
        if (next !== null) expect(REQUEST_PARTIES).toContain(next.by);
      }
    }
    expect(nextOf('accepted', 'software')).toEqual({ by: 'authority', action: 'issueCertificate' });
  });
});
