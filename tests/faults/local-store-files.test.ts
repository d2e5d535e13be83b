import { randomBytes } from 'node:crypto';
import { closeSync, copyFileSync, existsSync, openSync, readFileSync, readdirSync, renameSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyringMemory } from '../../src-main/adapters/keyring-memory/keyring-memory.ts';
import { storeName } from '../../src-main/local-store/store-files.ts';
import type { LocalStore } from '../../src-main/ports/local-store.ts';
import { ACCOUNT, change, item, OTHER_ACCOUNT, readKind, StoreFixture } from '../support/store-fixture.ts';

const ITEMS = Array.from({ length: 400 }, (_, index) => item(`r${String(index).padStart(4, '0')}`));
const CHANGE = change({ body: { secret: 'canary-of-the-outbox' } });
const DRAFT = { key: 'new', updatedAt: 1, data: 'canary-of-the-draft' };

let fixture: StoreFixture;
beforeEach(() => {
  fixture = new StoreFixture();
});
afterEach(() => fixture.close());

/** A copy with everything in it, closed. */
async function filled(): Promise<void> {
  const store = await fixture.open();
  await store.apply({ items: ITEMS, cursor: 'c1', upToDateAt: 5 });
  await store.enqueue(CHANGE);
  await store.saveDraft(DRAFT);
  await store.close();
  expect(fixture.files()).toEqual([`${storeName(ACCOUNT)}.account`]);
}

const asideFiles = (): readonly string[] => fixture.files().filter((name) => name.includes('.set-aside-'));

/** It goes on as a new copy: empty, and ready for use. */
async function expectNew(store: LocalStore): Promise<void> {
  expect(store.opening().where).toEqual({ place: 'disk' });
  expect([await readKind(store), await store.mark()]).toEqual([[], { cursor: null, syncedAt: null }]);
  await store.apply({ items: ITEMS, cursor: 'c2', upToDateAt: 6 });
  expect(await readKind(store)).toEqual(ITEMS);
}

const overwrite = (at: number, bytes: Uint8Array): void => {
  const descriptor = openSync(fixture.file, 'r+');
  writeSync(descriptor, bytes, 0, bytes.length, at);
  closeSync(descriptor);
};

describe('what lies on the disk', () => {
  it('tells nothing personal, in any file, at any time', async () => {
    await filled();
    const store = await fixture.open();
    await store.apply({ items: [item('r0001', 2)], cursor: 'c2', upToDateAt: null });
    const key = Buffer.from([...fixture.keyring.secrets.values()][0] ?? '', 'base64url');
    expect(key).toHaveLength(32);
    expect(fixture.files().some((name) => name.endsWith('-wal'))).toBe(true);
    for (const name of fixture.files()) {
      const bytes = readFileSync(join(fixture.folder, name));
      for (const personal of ['Camille', 'canary', 'Martin', 'in revision', 'holder']) expect(bytes.includes(personal), `${personal} in ${name}`).toBe(false);
      expect(bytes.includes(key)).toBe(false);
    }
    expect(fixture.log.join('\n')).not.toMatch(/Camille|canary|0f8c1e6e/u);
  });

  it('opens nowhere but in its own row, at its own revision', async () => {
    await filled();
    const db = new SqliteDatabase(fixture.file);
    db.exec("update objects set sealed = (select sealed from objects where id = 'r0002') where id = 'r0001'");
    db.exec("update objects set revision = 9 where id = 'r0003'");
    db.close();
    const store = await fixture.open();
    await expect(store.read('request', 'r0001')).rejects.toMatchObject({ code: 'localCopyDamaged' });
    await expect(store.read('request', 'r0003')).rejects.toMatchObject({ code: 'localCopyDamaged' });
    expect(await store.read('request', 'r0002')).toEqual(ITEMS[2]);
    await expect(readKind(store)).rejects.toMatchObject({ code: 'localCopyDamaged' });
    expect(await store.rebuild()).toMatchObject({ where: { place: 'disk' }, setAside: { why: 'damaged', changesKept: 1, changesLost: 0 } });
    await expectNew(store);
    expect(await store.changes()).toMatchObject([CHANGE]);
  });
});

describe('a file that was damaged', () => {
  const expectSetAside = async (kept: number): Promise<void> => {
    const store = await fixture.open();
    expect(store.opening().setAside).toMatchObject({ why: 'damaged', at: fixture.now, changesKept: kept });
    expect(asideFiles().map((name) => name.replace(/-(?:wal|shm)$/u, ''))).toContain(store.opening().setAside?.file);
    expect(await store.changes()).toHaveLength(kept);
    await expectNew(store);
    await store.close();
    // Told until somebody has seen it.
    const again = await fixture.open();
    expect(again.opening().setAside?.why).toBe('damaged');
    await again.acknowledgeSetAside();
    await again.close();
    const last = await fixture.open();
    expect(last.opening().setAside).toBeNull();
    expect(await readKind(last)).toEqual(ITEMS);
    await last.close();
  };

  it('in its header', async () => {
    await filled();
    overwrite(0, randomBytes(100));
    await expectSetAside(0);
  });

  it('in its middle: what can be read of the outbox is carried over', async () => {
    await filled();
    const db = new SqliteDatabase(fixture.file, { readonly: true });
    const { pageno } = db.prepare<[], { pageno: number }>("select pageno from dbstat where name = 'objects' and pagetype = 'leaf' order by pageno limit 1 offset 5").get() ?? { pageno: 0 };
    db.close();
    overwrite((pageno - 1) * 4096, randomBytes(4096));
    await expectSetAside(1);
    const store = await fixture.open();
    expect(await store.drafts()).toEqual([DRAFT]);
    expect(await store.changes()).toEqual([{ ...CHANGE, state: 'waiting', attempts: 0, problem: null }]);
  });

  it.each([0.9, 0.5, 0.1])('by being cut to %d of its length', async (part) => {
    await filled();
    truncateSync(fixture.file, Math.floor((statSync(fixture.file).size * part) / 4096) * 4096);
    const store = await fixture.open();
    expect(store.opening().setAside?.why).toBe('damaged');
    await expectNew(store);
  });

  it('to the last byte of nothing: an empty file is a new one', async () => {
    await filled();
    truncateSync(fixture.file, 0);
    const store = await fixture.open();
    expect(store.opening().setAside).toBeNull();
    await expectNew(store);
  });

  it('by being another program’s database', async () => {
    await filled();
    const other = new SqliteDatabase(`${fixture.file}.other`);
    other.exec('create table somebody_elses (a); insert into somebody_elses values (1)');
    other.close();
    renameSync(`${fixture.file}.other`, fixture.file);
    await expectSetAside(0);
  });

  it('in use: the call says so, a rebuild goes on', async () => {
    await filled();
    const store = await fixture.open();
    // More than the cache of the engine holds.
    await store.apply({ items: ITEMS.map(({ id }) => item(id, 2, { data: 'x'.repeat(12_000) })), cursor: 'c1', upToDateAt: 5 });
    await store.close();
    const open = await fixture.open();
    // Behind the back of the open copy.
    const size = statSync(fixture.file).size;
    for (let page = 4; page < size / 4096; page++) overwrite(page * 4096, randomBytes(4096));
    await expect(readKind(open)).rejects.toMatchObject({ code: 'localCopyDamaged' });
    expect((await open.rebuild()).setAside?.why).toBe('damaged');
    await expectNew(open);
  });

  it('at any byte: it is set aside, or nothing is lost', async () => {
    await filled();
    const whole = readFileSync(fixture.file);
    const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    console.log(`damage at any byte: SEED=${seed}`);
    let state = seed;
    const random = (below: number): number => {
      // Numerical Recipes' linear congruential generator.
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let round = 0; round < 40; round++) {
      for (const name of fixture.files()) if (name !== `${storeName(ACCOUNT)}.account`) renameSync(join(fixture.folder, name), join(fixture.folder, '..', `${round}-${name}`));
      writeFileSync(fixture.file, whole);
      const at = random(whole.length);
      overwrite(at, randomBytes(1 + random(600)));
      const store = await fixture.open();
      let rows = await readKind(store).catch((error: unknown) => {
        expect(error, `byte ${at}`).toMatchObject({ code: 'localCopyDamaged' });
        return null;
      });
      if (rows === null) {
        await store.rebuild();
        rows = await readKind(store);
      }
      // Wrong content is never shown: all of it, or none.
      if (rows.length > 0) expect(rows, `byte ${at}`).toEqual(ITEMS);
      // Where the proof of the key was hit, it looks like another key.
      else expect(['damaged', 'keyLost'], `byte ${at}`).toContain(store.opening().setAside?.why);
      await store.close();
    }
  });
});

describe('a file that cannot be gone on with', () => {
  it('is set aside when a newer program wrote it', async () => {
    await filled();
    const db = new SqliteDatabase(fixture.file);
    db.pragma('user_version = 999');
    db.close();
    const bytes = readFileSync(fixture.file);
    const store = await fixture.open();
    const aside = store.opening().setAside;
    expect(aside).toMatchObject({ why: 'newer', changesKept: 0, changesLost: 1 });
    expect(readFileSync(join(fixture.folder, aside?.file ?? '')).equals(bytes)).toBe(true);
    await expectNew(store);
  });

  it('is set aside when its key is gone', async () => {
    await filled();
    fixture.keyring.secrets.clear();
    const store = await fixture.open();
    expect(store.opening().setAside).toMatchObject({ why: 'keyLost', changesKept: 0, changesLost: 1 });
    await expectNew(store);
  });

  it.each(['wrong key', 'no key at all'])('is set aside when the keyring has a %s', async (kind) => {
    await filled();
    for (const name of fixture.keyring.secrets.keys()) fixture.keyring.secrets.set(name, kind === 'wrong key' ? randomBytes(32).toString('base64url') : 'nonsense');
    const store = await fixture.open();
    expect(store.opening().setAside?.why).toBe('keyLost');
    await expectNew(store);
    await store.close();
    expect(await readKind(await fixture.open())).toEqual(ITEMS);
  });

  it('is set aside under a name of its own each time', async () => {
    for (let round = 0; round < 3; round++) {
      const store = await fixture.open();
      await store.apply({ items: ITEMS, cursor: 'c', upToDateAt: null });
      await store.close();
      fixture.keyring.secrets.clear();
    }
    await fixture.open();
    expect(asideFiles()).toHaveLength(3);
  });

  it.each([keyringMemory('noService'), 'locked'] as const)('is left alone while the keyring is shut', async (keyring) => {
    await filled();
    const bytes = readFileSync(fixture.file);
    if (keyring === 'locked') fixture.keyring.trouble = 'locked';
    const store = await fixture.open(ACCOUNT, keyring === 'locked' ? fixture.keyring : keyring);
    expect(store.opening()).toEqual({ where: { place: 'memory', why: 'noKeyring' }, setAside: null });
    await store.apply({ items: [item('only in memory')], cursor: 'm', upToDateAt: null });
    await store.enqueue(change());
    expect(await readKind(store)).toHaveLength(1);
    await store.close();
    expect(readFileSync(fixture.file).equals(bytes)).toBe(true);
    fixture.keyring.trouble = null;
    expect(await readKind(await fixture.open())).toEqual(ITEMS);
  });

  it('is busy for a second opener, who works in memory and changes nothing', async () => {
    await filled();
    const first = await fixture.open();
    const started = performance.now();
    const second = await fixture.open();
    expect(second.opening().where).toEqual({ place: 'memory', why: 'busy' });
    expect(performance.now() - started).toBeLessThan(6_000);
    await second.apply({ items: [item('second')], cursor: 's', upToDateAt: null });
    await first.apply({ items: [item('first')], cursor: 'f', upToDateAt: null });
    expect([(await readKind(first)).length, (await readKind(second)).length]).toEqual([401, 1]);
    await first.close();
    await second.close();
    expect((await readKind(await fixture.open())).length).toBe(401);
  });
});

describe('a killed change of files', () => {
  it('goes on with the successor when the old file was set aside already', async () => {
    await filled();
    renameSync(fixture.file, `${fixture.file}.new`);
    expect(await readKind(await fixture.open())).toEqual(ITEMS);
  });

  it('does not take half a successor', async () => {
    await filled();
    writeFileSync(`${fixture.file}.new`, randomBytes(5000));
    expect(await readKind(await fixture.open())).toEqual(ITEMS);
    expect(existsSync(`${fixture.file}.new`)).toBe(false);
  });
});

describe('wipe', () => {
  it('leaves nothing of the account, and all of the others', async () => {
    await filled();
    fixture.keyring.secrets.clear();
    const store = await fixture.open();
    await store.apply({ items: ITEMS, cursor: 'c', upToDateAt: null });
    const other = await fixture.open(OTHER_ACCOUNT);
    await other.apply({ items: [item('other')], cursor: 'c', upToDateAt: null });
    expect(asideFiles()).toHaveLength(1);
    await store.wipe();
    expect(fixture.files().every((name) => name.startsWith(storeName(OTHER_ACCOUNT)))).toBe(true);
    expect([...fixture.keyring.secrets.keys()]).toEqual([`copy.${storeName(OTHER_ACCOUNT)}`]);
    expect(await readKind(other)).toEqual([item('other')]);
    await expect(store.mark()).rejects.toMatchObject({ code: 'localCopyUnavailable' });
    await expectNew(await fixture.open());
  });

  it('overwrites what it removes', async () => {
    await filled();
    const store = await fixture.open();
    await store.apply({ items: [item('r0000', 2)], cursor: 'c', upToDateAt: null });
    // What is removed can still be read by whoever has it open.
    const names = fixture.files();
    const descriptors = names.map((name) => openSync(join(fixture.folder, name), 'r'));
    await store.wipe();
    for (const descriptor of descriptors) {
      expect(readFileSync(descriptor).every((byte) => byte === 0)).toBe(true);
      closeSync(descriptor);
    }
    expect(names).toHaveLength(2);
  });

  it('is finished by the next start when it was cut short', async () => {
    await filled();
    copyFileSync(fixture.file, `${fixture.file}-wal.wiping`);
    renameSync(fixture.file, `${fixture.file}.wiping`);
    const store = await fixture.open();
    expect(readdirSync(fixture.folder).some((name) => name.includes('wiping'))).toBe(false);
    expect(store.opening().setAside).toBeNull();
    await expectNew(store);
  });

  it('says that the key stayed', async () => {
    const store = await fixture.open();
    fixture.keyring.trouble = 'locked';
    await expect(store.wipe()).rejects.toMatchObject({ code: 'keyringUnavailable' });
    expect(fixture.files()).toEqual([]);
  });
});
