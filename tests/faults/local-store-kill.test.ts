import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readKind, StoreFixture } from '../support/store-fixture.ts';

const CHILD = fileURLToPath(new URL('../support/store-writer-child.ts', import.meta.url));
const ROUNDS = 20;

/** kill -9 at any moment of a program that applies batches and queues changes: what it told is there, cursor and rows agree. */
describe('the local copy of a program that is killed', () => {
  let fixture: StoreFixture;
  beforeEach(() => {
    fixture = new StoreFixture();
  });
  afterEach(() => fixture.close());

  /** Lets a child write until it has said `lines` lines and `ms` more have gone by. @returns what it said */
  async function writeAndDie(start: number, lines: number, ms: number): Promise<readonly string[]> {
    const [name, secret] = [...fixture.keyring.secrets][0] ?? [];
    const child = spawn(process.execPath, [CHILD, fixture.folder, JSON.stringify({ name, secret }), String(start)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const closed = once(child, 'close');
    let said = '';
    const enough = new Promise<void>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.split('\n').length > lines) setTimeout(resolve, ms);
      });
    });
    await Promise.race([enough, closed]);
    child.kill('SIGKILL');
    expect(await closed).toEqual([null, 'SIGKILL']);
    return said.split('\n').slice(0, -1);
  }

  it('agrees with its cursor, and has every change that was told', async () => {
    await (await fixture.open()).close();
    const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    console.log(`killed ${ROUNDS} times: SEED=${seed}`);
    let next = 1;
    let mixed = 0;
    const told: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const said = await writeAndDie(next, 1 + (round % 4), ((seed + round * 7_919) % 97) / 2);
      const batches = said.filter((line) => line.startsWith('batch')).map((line) => Number(line.slice(6)));
      told.push(...said.filter((line) => line.startsWith('change')).map((line) => line.slice(7)));
      const store = await fixture.open();
      expect(store.opening()).toEqual({ where: { place: 'disk' }, setAside: null });
      const cursor = Number((await store.mark()).cursor);
      expect(cursor).toBeGreaterThanOrEqual(batches.at(-1) ?? 0);
      const rows = await readKind(store);
      const revisions = new Set(rows.map(({ revision }) => revision));
      expect(rows).toHaveLength(900);
      // Every row is at least as new as the cursor says, and of one batch more at most: its first transaction.
      expect([...revisions].every((revision) => revision === cursor || revision === cursor + 1)).toBe(true);
      if (revisions.size === 2) {
        mixed++;
        expect(rows.filter(({ revision }) => revision === cursor + 1)).toHaveLength(500);
      }
      const queued = new Set((await store.changes()).map(({ id }) => id));
      expect(told.filter((id) => !queued.has(id))).toEqual([]);
      expect(queued.size).toBeLessThanOrEqual(told.length + round + 1);
      await store.close();
      next = cursor + 1;
    }
    console.log(`local copy: ${ROUNDS} kills, ${mixed} between the two transactions of a batch, ${told.length} changes told`);
  });
});
