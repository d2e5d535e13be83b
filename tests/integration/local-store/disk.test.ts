import { readFileSync, writeFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalStore } from '../../../src-main/ports/local-store.ts';
import { SmallDisk } from '../../support/small-disk.ts';
import { change, item, readKind, StoreFixture } from '../../support/store-fixture.ts';

const ITEMS = Array.from({ length: 300 }, (_, index) => item(`r${String(index).padStart(4, '0')}`));
const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot)('the local copy on a disk', () => {
  let disk: SmallDisk;
  let fixture: StoreFixture;
  let store: LocalStore;
  beforeEach(async () => {
    disk = new SmallDisk(2_048);
    fixture = new StoreFixture(join(disk.folder, 'copies'));
    store = await fixture.open();
    await store.apply({ items: ITEMS, cursor: 'c1', upToDateAt: 1 });
    await store.enqueue(change());
  });
  afterEach(async () => {
    await fixture.close();
    disk.remove();
  });

  /** Writes until the disk has no room. @returns the batches that were told as done */
  async function fill(): Promise<number> {
    for (let batch = 0; ; batch++) {
      const items = Array.from({ length: 100 }, (_, index) => item(`fill-${batch}-${index}`, 1, { data: 'x'.repeat(600) }));
      try {
        await store.apply({ items, cursor: `fill-${batch}`, upToDateAt: 2 });
      } catch (error) {
        expect(error).toMatchObject({ code: 'localCopyFull' });
        return batch;
      }
    }
  }

  it('that fills up: the batch is refused whole, the rest stays readable, and it goes on when there is room', async () => {
    const done = await fill();
    expect(done).toBeGreaterThan(1);
    expect((await store.mark()).cursor).toBe(`fill-${done - 1}`);
    expect(await readKind(store)).toHaveLength(300 + done * 100);
    await expect(store.enqueue(change({ body: 'y'.repeat(200_000) }))).rejects.toMatchObject({ code: 'localCopyFull' });
    expect(await store.changes()).toHaveLength(1);
    disk.resize(8_192);
    await store.apply({ items: [item('after')], cursor: 'after', upToDateAt: 3 });
    await store.close();
    store = await fixture.open();
    expect(store.opening()).toEqual({ where: { place: 'disk' }, setAside: null });
    expect([(await store.mark()).cursor, (await readKind(store)).length]).toEqual(['after', 301 + done * 100]);
  });

  it('that is full at the start: in memory, beginning with what the file holds', async () => {
    await store.close();
    const filler = join(disk.folder, 'filler');
    for (let size = 2 << 20; size >= 4096; size = Math.floor(size / 2)) {
      try {
        writeFileSync(filler, new Uint8Array(size), { flag: 'a' });
      } catch (error) {
        expect(error).toMatchObject({ code: 'ENOSPC' });
      }
    }
    store = await fixture.open();
    const { where } = store.opening();
    // A last free page may do for an opening; then it is the first write that says so.
    if (where.place === 'disk') await expect(store.apply({ items: ITEMS.map(({ id }) => item(id, 2)), cursor: 'c2', upToDateAt: 2 })).rejects.toMatchObject({ code: 'localCopyFull' });
    else expect(where.why).toBe('full');
    expect(await readKind(store)).toEqual(ITEMS);
    await store.close();
    rmSync(filler);
    store = await fixture.open();
    expect([store.opening().where, (await readKind(store)).length]).toEqual([{ place: 'disk' }, 300]);
  });

  it('that is read-only at the start: in memory, beginning with what the file holds', async () => {
    await store.close();
    const bytes = readFileSync(fixture.file);
    disk.setReadOnly(true);
    store = await fixture.open();
    expect(store.opening()).toEqual({ where: { place: 'memory', why: 'readOnly' }, setAside: null });
    expect([await readKind(store), (await store.changes()).length, await store.mark()]).toEqual([ITEMS, 1, { cursor: 'c1', syncedAt: 1 }]);
    await store.apply({ items: [item('r0000', 2)], cursor: 'c2', upToDateAt: 2 });
    expect(await store.read('request', 'r0000')).toEqual(item('r0000', 2));
    await store.close();
    disk.setReadOnly(false);
    expect(readFileSync(fixture.file).equals(bytes)).toBe(true);
    store = await fixture.open();
    expect([store.opening().where, await readKind(store)]).toEqual([{ place: 'disk' }, ITEMS]);
  });

  it('that is read-only and has no copy yet: in memory', async () => {
    await store.wipe();
    disk.setReadOnly(true);
    store = await fixture.open();
    expect(store.opening()).toEqual({ where: { place: 'memory', why: 'readOnly' }, setAside: null });
    await store.apply({ items: ITEMS, cursor: 'c1', upToDateAt: 1 });
    expect(await readKind(store)).toEqual(ITEMS);
    await store.close();
    disk.setReadOnly(false);
  });
});
