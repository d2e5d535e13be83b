import { statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalStore } from '../../../src-main/ports/local-store.ts';
import { item, OTHER_ACCOUNT, readKind, readPages, StoreFixture } from '../../support/store-fixture.ts';

describe('objects of the local copy', () => {
  let fixture: StoreFixture;
  let store: LocalStore;
  beforeEach(async () => {
    fixture = new StoreFixture();
    store = await fixture.open();
  });
  afterEach(() => fixture.close());

  it('are there after a restart, with cursor and age', async () => {
    expect(await store.mark()).toEqual({ cursor: null, syncedAt: null });
    await store.apply({ items: [item('a'), item('b', 3)], cursor: 'c1', upToDateAt: null });
    await store.apply({ items: [item('a', 2)], cursor: 'c2', upToDateAt: 42 });
    await store.close();
    store = await fixture.open();
    expect(store.opening()).toEqual({ where: { place: 'disk' }, setAside: null });
    expect(await readKind(store)).toEqual([item('a', 2), item('b', 3)]);
    expect(await store.read('request', 'b')).toEqual(item('b', 3));
    expect(await store.read('other', 'b')).toBeNull();
    expect(await store.mark()).toEqual({ cursor: 'c2', syncedAt: 42 });
    await store.apply({ items: [], cursor: 'c3', upToDateAt: null });
    expect(await store.mark()).toEqual({ cursor: 'c3', syncedAt: 42 });
  });

  it('are changed by nothing that was there before', async () => {
    const batch = { items: [item('a', 5), item('b', 1), item('b', 2, { data: null }), item('c', 1)], cursor: 'c1', upToDateAt: 1 };
    await store.apply(batch);
    const once = await readKind(store);
    await store.apply(batch);
    await store.apply({ ...batch, items: [item('a', 4, { data: 'older' }), item('a', 5, { data: 'same revision' }), item('b', 1)] });
    expect(await readKind(store)).toEqual(once);
    expect(once.map(({ id, revision }) => [id, revision])).toEqual([['a', 5], ['c', 1]]);
  });

  it('come back once the authority says so', async () => {
    await store.apply({ items: [item('a', 1), item('a', 2, { data: null })], cursor: 'c1', upToDateAt: null });
    expect(await store.read('request', 'a')).toBeNull();
    await store.apply({ items: [item('a', 3)], cursor: 'c2', upToDateAt: null });
    expect(await store.read('request', 'a')).toEqual(item('a', 3));
  });

  it('are read whole over many pages, of one kind alone', async () => {
    const items = Array.from({ length: 1_251 }, (_, index) => item(`r${String(index).padStart(5, '0')}`));
    await store.apply({ items: [...items, item('x', 1, { kind: 'certificate' })], cursor: 'c1', upToDateAt: 7 });
    const pages = await readPages(store);
    expect(pages.map((page) => page.length)).toEqual([250, 250, 250, 250, 250, 1]);
    expect(pages.flat()).toEqual(items);
    expect(await readKind(store, 'certificate')).toHaveLength(1);
    expect(await readKind(store, 'nothing')).toEqual([]);
  });

  it.each([[null], ['é漢🔑'], [0], [[]], [{ deep: [{ er: [true, null, 1.5, 'x'] }] }]])('keep %j as it is', async (data) => {
    await store.apply({ items: [item('a', 1, { data: { data } })], cursor: 'c', upToDateAt: null });
    expect((await store.read('request', 'a'))?.data).toEqual({ data });
  });

  it('are of one account alone', async () => {
    await store.apply({ items: [item('a')], cursor: 'c', upToDateAt: null });
    const other = await fixture.open(OTHER_ACCOUNT);
    expect([await readKind(other), await other.mark()]).toEqual([[], { cursor: null, syncedAt: null }]);
    expect(fixture.keyring.secrets.size).toBe(2);
    expect(new Set(fixture.keyring.secrets.values()).size).toBe(2);
  });

  it('lie in a file of this person alone, whose name tells nothing', async () => {
    await store.apply({ items: [item('a')], cursor: 'c', upToDateAt: null });
    expect(statSync(fixture.folder).mode & 0o777).toBe(0o700);
    for (const name of fixture.files()) {
      expect(name).toMatch(/^[0-9a-f]{32}\.account(?:-wal)?$/u);
      expect(statSync(`${fixture.folder}/${name}`).mode & 0o077).toBe(0);
    }
  });
});
