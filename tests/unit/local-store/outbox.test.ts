import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalStore } from '../../../src-main/ports/local-store.ts';
import { change, item, readKind, StoreFixture } from '../../support/store-fixture.ts';

describe('the outbox of the local copy', () => {
  let fixture: StoreFixture;
  let store: LocalStore;
  beforeEach(async () => {
    fixture = new StoreFixture();
    store = await fixture.open();
    await store.apply({ items: [item('r1'), item('r2')], cursor: 'c1', upToDateAt: 1 });
  });
  afterEach(() => fixture.close());

  const states = async (): Promise<readonly (readonly unknown[])[]> => (await store.changes()).map(({ id, state, attempts, problem, baseRevision }) => [id, state, attempts, problem, baseRevision]);
  const restart = async (): Promise<void> => {
    await store.close();
    store = await fixture.open();
  };

  it('keeps changes in their order over a restart, each once', async () => {
    const changes = [change(), change({ about: null, baseRevision: null, params: null, body: { é: ['漢'] } }), change({ about: { kind: 'request', id: 'r2' } })];
    for (const entry of changes) await store.enqueue(entry);
    await store.enqueue({ ...changes[0], body: 'another body, same key' } as never);
    await restart();
    expect(await store.changes()).toEqual(changes.map((entry) => ({ ...entry, state: 'waiting', attempts: 0, problem: null })));
    expect((await store.next())?.id).toBe(changes[0]?.id);
  });

  it('sends one again that went out and was not answered, first and with its key', async () => {
    const [first, second] = [change(), change()];
    await store.enqueue(first);
    await store.enqueue(second);
    await store.markSending(first.id);
    await restart();
    expect(await store.next()).toMatchObject({ id: first.id, state: 'sending', attempts: 1 });
    await store.markUnanswered(first.id, 'authorityUnreachable');
    await store.markSending(first.id);
    expect(await store.next()).toMatchObject({ id: first.id, attempts: 2, problem: null });
    await expect(store.discard(first.id)).rejects.toMatchObject({ code: 'busy' });
    await store.settle(first.id, [item('r1', 2)]);
    expect(await states()).toEqual([[second.id, 'waiting', 0, null, 2]]);
    expect(await store.read('request', 'r1')).toEqual(item('r1', 2));
  });

  it('bases later changes of the same object on what an earlier one made, and no other', async () => {
    const [mine, later, elsewhere, old] = [change(), change(), change({ about: { kind: 'request', id: 'r2' } }), change({ baseRevision: 0 })];
    for (const entry of [mine, later, elsewhere, old]) await store.enqueue(entry);
    await store.markSending(mine.id);
    await store.settle(mine.id, [item('r1', 2), item('r2', 2)]);
    expect((await store.changes()).map(({ baseRevision }) => baseRevision)).toEqual([2, 1, 0]);
  });

  it('keeps both versions in a conflict, and what comes after it waits', async () => {
    const [mine, behind, other] = [change(), change(), change({ about: { kind: 'request', id: 'r2' } })];
    for (const entry of [mine, behind, other]) await store.enqueue(entry);
    await store.markSending(mine.id);
    await store.markConflict(mine.id, item('r1', 7));
    expect(await store.read('request', 'r1')).toEqual(item('r1', 7));
    expect((await store.changes())[0]).toMatchObject({ ...mine, state: 'conflict' });
    expect((await store.next())?.id).toBe(other.id);
    await store.markSending(other.id);
    await store.settle(other.id, []);
    expect(await store.next()).toBeNull();
    await restart();
    expect(await store.next()).toBeNull();

    const key = randomUUID();
    await store.insist(mine.id, key);
    expect(await store.next()).toMatchObject({ ...mine, id: key, baseRevision: 7, state: 'waiting', attempts: 0 });
    await store.markSending(key);
    await store.settle(key, [item('r1', 8)]);
    // What was behind was never seen on top of version 7: it is for the person to decide again.
    expect(await store.next()).toMatchObject({ id: behind.id, baseRevision: 1 });
  });

  it('gives a conflict up', async () => {
    const [mine, behind] = [change(), change()];
    await store.enqueue(mine);
    await store.enqueue(behind);
    await store.markSending(mine.id);
    await store.markConflict(mine.id, item('r1', 7));
    await store.discard(mine.id);
    expect((await store.next())?.id).toBe(behind.id);
  });

  it('holds what is refused, and what depends on it', async () => {
    const [mine, behind] = [change(), change()];
    await store.enqueue(mine);
    await store.enqueue(behind);
    await store.markSending(mine.id);
    await store.markRefused(mine.id, 'forbidden');
    expect(await store.next()).toBeNull();
    expect(await states()).toEqual([[mine.id, 'refused', 1, 'forbidden', 1], [behind.id, 'waiting', 0, null, 1]]);
    await expect(store.insist(mine.id, randomUUID())).rejects.toMatchObject({ code: 'callRejected' });
    await store.discard(mine.id);
    expect((await store.next())?.id).toBe(behind.id);
  });

  it.each(['markSending', 'markRefused', 'settle', 'discard', 'markConflict', 'insist'] as const)('refuses %s of a change it does not have, and takes nothing over', async (verb) => {
    const calls = {
      markSending: () => store.markSending(randomUUID()),
      markRefused: () => store.markRefused(randomUUID(), 'forbidden'),
      settle: () => store.settle(randomUUID(), [item('r1', 9)]),
      discard: () => store.discard(randomUUID()),
      markConflict: () => store.markConflict(randomUUID(), item('r1', 9)),
      insist: () => store.insist(randomUUID(), randomUUID()),
    };
    await expect(calls[verb]()).rejects.toMatchObject({ code: 'callRejected' });
    expect(await readKind(store)).toEqual([item('r1'), item('r2')]);
  });

  it('keeps drafts', async () => {
    await store.saveDraft({ key: 'request:new', updatedAt: 1, data: { a: 1 } });
    await store.saveDraft({ key: 'request:new', updatedAt: 2, data: { a: 2 } });
    await store.saveDraft({ key: 'request:r1', updatedAt: 3, data: 'é' });
    await restart();
    expect(await store.drafts()).toEqual([{ key: 'request:new', updatedAt: 2, data: { a: 2 } }, { key: 'request:r1', updatedAt: 3, data: 'é' }]);
    await store.removeDraft('request:new');
    await store.removeDraft('never was');
    expect((await store.drafts()).map(({ key }) => key)).toEqual(['request:r1']);
  });
});
