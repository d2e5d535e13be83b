import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { ADDON_PATH } from '../../../scripts/native-paths.ts';
import { buildFakeLibrary, type FakeLibrary } from './fake-library.ts';
import { runNativeChild } from './native-child.ts';

const INSERTIONS = 10_000;
/** V8's own tables, garbage that a collection did not catch. A connection's answer buffer alone, lost each time, would be 300 MiB. */
const SLACK_BYTES = { malloc: 1 << 20, heapUsed: 1 << 20, external: 1 << 20, rss: 16 << 20 } as const;

const held = z.object({
  descriptors: z.number(),
  threads: z.number(),
  listeners: z.number(),
  contexts: z.number(),
  cards: z.number(),
  rss: z.number(),
  malloc: z.number(),
  heapUsed: z.number(),
  external: z.number(),
  data: z.number(),
});
const report = z.object({
  insertions: z.number(),
  changes: z.number(),
  seconds: z.number(),
  before: held,
  half: held,
  after: held,
  left: z.object({ contexts: z.number(), cards: z.number() }),
});

let fake: FakeLibrary;
beforeAll(() => {
  fake = buildFakeLibrary();
});
afterAll(() => fake.remove());

const figures = ({ rss, malloc, heapUsed, external, data, ...counts }: z.infer<typeof held>): string => {
  const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
  return `${JSON.stringify(counts)} malloc ${mib(malloc)}, rss ${mib(rss)}, heap ${mib(heapUsed)}, external ${mib(external)}, data ${mib(data)}`;
};

it('10,000 insertions and removals leave nothing behind', async () => {
  const child = await runNativeChild('endurance-child.ts', [ADDON_PATH, fake.path, fake.file, String(INSERTIONS)], {
    env: fake.env,
    // V8 lets its youngest generation grow by tens of MiB before it collects: kept small, the resident set shows what is lost.
    node: ['--expose-gc', '--max-semi-space-size=1'],
    limitMs: 100_000,
  });
  expect(child).toMatchObject({ code: 0, err: '' });
  const { insertions, changes, seconds, before, half, after, left } = report.parse(JSON.parse(child.out));
  console.log(`${insertions} insertions and removals, ${changes} changes told, ${seconds.toFixed(1)} s`);
  for (const [when, what] of Object.entries({ before, half, after })) console.log(`  ${when.padEnd(6)} ${figures(what)}`);

  expect(insertions).toBe(INSERTIONS);
  expect(changes).toBeGreaterThanOrEqual(INSERTIONS);
  for (const count of ['descriptors', 'threads', 'listeners', 'contexts', 'cards'] as const) {
    expect([count, half[count], after[count]]).toEqual([count, before[count], before[count]]);
  }
  for (const bytes of ['malloc', 'heapUsed', 'external', 'rss'] as const) expect(after[bytes] - half[bytes], bytes).toBeLessThan(SLACK_BYTES[bytes]);
  expect(left).toEqual({ contexts: 0, cards: 0 });
}, 120_000);
